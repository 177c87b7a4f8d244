import { Jpeg2000Error } from '../core/errors.ts';

const SOC = 0xff4f;
const SIZ = 0xff51;
const COD = 0xff52;
const QCD = 0xff5c;
const SOT = 0xff90;
const EOC = 0xffd9;

/** One tile taken out of the codestream that it was encoded into. */
export interface TilePart {
  /** Number of the tile in the assembled codestream. */
  readonly tile: number;
  /** COD and QCD segments, the same for every tile of a file. */
  readonly coding: Uint8Array<ArrayBuffer>;
  /** From the SOT marker up to the last byte of the last packet. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Geometry of the codestream that tiles are assembled into. */
export interface CanvasLayout {
  readonly width: number;
  readonly height: number;
  readonly tileSize: number;
  readonly components: 1 | 3;
  readonly bits: number;
}

/** Takes the single tile-part out of a codestream and gives it its place in a larger one (ISO/IEC 15444-1, A.4.2). */
export function takeTilePart(codestream: Uint8Array, tile: number): TilePart {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  const segments: Uint8Array[] = [];
  let at = 2;
  while (view.getUint16(at) !== SOT) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2) + 2;
    if (marker === COD || marker === QCD) segments.push(codestream.subarray(at, at + length));
    at += length;
  }
  const length = view.getUint32(at + 6);
  if (view.getUint16(at + length) !== EOC) throw new Jpeg2000Error('An encoded tile has more than one tile-part.');
  const bytes = codestream.slice(at, at + length) as Uint8Array<ArrayBuffer>;
  new DataView(bytes.buffer).setUint16(4, tile);
  return { tile, coding: new Uint8Array(Buffer.concat(segments)), bytes };
}

/** Main header of the assembled codestream: SOC, SIZ of the whole canvas, and the tiles' COD and QCD. */
export function mainHeader(layout: CanvasLayout, coding: Uint8Array): Uint8Array {
  const segmentLength = 38 + 3 * layout.components;
  const view = new DataView(new ArrayBuffer(4 + segmentLength));
  view.setUint16(0, SOC);
  view.setUint16(2, SIZ);
  view.setUint16(4, segmentLength);
  const numbers = [layout.width, layout.height, 0, 0, layout.tileSize, layout.tileSize, 0, 0];
  for (const [index, value] of numbers.entries()) view.setUint32(8 + 4 * index, value);
  view.setUint16(40, layout.components);
  for (let component = 0; component < layout.components; component++) {
    view.setUint8(42 + 3 * component, layout.bits - 1);
    view.setUint8(43 + 3 * component, 1);
    view.setUint8(44 + 3 * component, 1);
  }
  return Buffer.concat([new Uint8Array(view.buffer), coding]);
}

/** Marker that ends a codestream. */
export const END_OF_CODESTREAM = Uint8Array.of(EOC >> 8, EOC & 255);
