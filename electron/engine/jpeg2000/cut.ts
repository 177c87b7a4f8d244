import { type Bounds, type MainHeader, reducedBounds, SOT } from './codestream.ts';
import { canCheckBlocks, withBlockCheck } from './damage.ts';

const COD = 0xff52;
const QCD = 0xff5c;

/** SIZ of a codestream that holds one tile alone, at its place on the reference grid. */
function sizeOfTile(siz: Uint8Array, tile: Bounds): Uint8Array {
  const copy = new Uint8Array(siz);
  const view = new DataView(copy.buffer);
  const fields = [tile.x1, tile.y1, tile.x0, tile.y0, tile.x1 - tile.x0, tile.y1 - tile.y0, tile.x0, tile.y0];
  for (const [i, value] of fields.entries()) view.setUint32(6 + 4 * i, value);
  return copy;
}

/** COD and QCD of a codestream without its `drop` finest resolutions; other segments as they are. */
function withoutResolutions(segment: Uint8Array, drop: number): Uint8Array {
  const marker = segment[0]! * 256 + segment[1]!;
  if (drop === 0 || (marker !== COD && marker !== QCD)) return segment;
  let length = segment.length;
  if (marker === COD && segment[4]! & 1) length -= drop;
  const style = segment[4]! & 31;
  if (marker === QCD && style !== DERIVED) length -= drop * 3 * (style === 0 ? 1 : 2);
  const copy = segment.slice(0, length);
  new DataView(copy.buffer).setUint16(2, length - 2);
  if (marker === COD) copy[9]! -= drop;
  return copy;
}

/** Quantisation by one step, from which those of all sub-bands follow (ISO/IEC 15444-1, table A.28). */
const DERIVED = 1;

/**
 * Makes a codestream of its own from one tile. Its canvas offsets are kept, so wavelets, precincts and code-blocks
 * fall as they did in the whole image and every resolution decodes to the same bits. Unless the
 * file is known to be whole, the decoder is made to check the code-blocks, where that tells of damage: see `damageIn`.
 *
 * @param parts the tile's tile-parts in their order, SOT included; they are not changed
 * @param isIntact whether the file's bytes are known to be as they were written
 * @param drop finest resolutions to leave out: `parts` hold no packets of them, and the codestream's full resolution is
 *   that of the image after as many halvings
 */
export function cutTile(
  header: MainHeader,
  tile: Bounds,
  parts: readonly Uint8Array[],
  { drop = 0, isIntact = false }: { readonly drop?: number; readonly isIntact?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const [siz, ...others] = header.segments;
  const isChecked = !isIntact && canCheckBlocks(header);
  const head = [
    sizeOfTile(siz!, reducedBounds(tile, drop)),
    ...others.map((segment) => withoutResolutions(isChecked ? withBlockCheck(segment) : segment, drop)),
  ];
  const length = 4 + [...head, ...parts].reduce((sum, piece) => sum + piece.length, 0);
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  view.setUint16(0, 0xff4f);
  let at = 2;
  for (const piece of head) {
    out.set(piece, at);
    at += piece.length;
  }
  for (const part of parts) {
    out.set(part, at);
    view.setUint16(at, SOT);
    view.setUint16(at + 4, 0);
    view.setUint32(at + 6, part.length);
    at += part.length;
  }
  view.setUint16(at, 0xffd9);
  return out;
}
