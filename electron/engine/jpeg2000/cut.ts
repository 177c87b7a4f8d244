import { type Bounds, type MainHeader, SOT } from './codestream.ts';

/** SIZ of a codestream that holds one tile alone, at its place on the reference grid. */
function sizeOfTile(siz: Uint8Array, tile: Bounds): Uint8Array {
  const copy = new Uint8Array(siz);
  const view = new DataView(copy.buffer);
  const fields = [tile.x1, tile.y1, tile.x0, tile.y0, tile.x1 - tile.x0, tile.y1 - tile.y0, tile.x0, tile.y0];
  for (const [i, value] of fields.entries()) view.setUint32(6 + 4 * i, value);
  return copy;
}

/**
 * Makes a codestream of its own from one tile. Its canvas offsets are kept, so wavelets, precincts and code-blocks
 * fall as they did in the whole image and every resolution decodes to the same bits.
 *
 * @param parts the tile's tile-parts in their order, SOT included; they are not changed
 */
export function cutTile(header: MainHeader, tile: Bounds, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const [siz, ...others] = header.segments;
  const head = [sizeOfTile(siz!, tile), ...others];
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
