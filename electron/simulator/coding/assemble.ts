import { Jpeg2000Error } from '../../engine/core/errors.ts';
import { divideIntoPrecincts } from './precincts.ts';

const SOC = 0xff4f;
const SIZ = 0xff51;
const PLT = 0xff58;
const SOT = 0xff90;
const SOD = 0xff93;
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

/** Where a tile lies on the canvas, and how its packets are divided. */
export interface TilePlace {
  readonly tile: number;
  /** Column and row of its first pixel: multiples of 16 code-blocks. */
  readonly column: number;
  readonly row: number;
  /** Precincts of every resolution have 2 to the power of this samples a side. */
  readonly precinctExponent: number;
}

/**
 * Takes the only tile out of a codestream and gives it its place in a larger one (ISO/IEC 15444-1, A.4.2): one tile-part,
 * with precincts and packet lengths (PLT) as in ESA's files.
 */
export function takeTilePart(codestream: Uint8Array, place: TilePlace): TilePart {
  const { coding, packets } = divideIntoPrecincts(codestream, place);
  const lengths = packets.flatMap(({ length }) => packetLength(length));
  if (lengths.length > 65_532) throw new Jpeg2000Error(`A tile of ${packets.length} packets is too large.`);
  const head = Buffer.alloc(17);
  head.writeUInt16BE(SOT, 0);
  head.writeUInt16BE(10, 2);
  head.writeUInt16BE(place.tile, 4);
  head.writeUInt8(1, 11);
  head.writeUInt16BE(PLT, 12);
  head.writeUInt16BE(lengths.length + 3, 14);
  const start = [head, Uint8Array.from(lengths), Uint8Array.of(SOD >> 8, SOD & 255)];
  const bytes = new Uint8Array(Buffer.concat([...start, ...packets]));
  new DataView(bytes.buffer).setUint32(6, bytes.length);
  return { tile: place.tile, coding, bytes };
}

/** A packet's length as PLT has it: seven bits a byte, highest first, all bytes but the last marked (A.7.3). */
function packetLength(length: number): number[] {
  const bytes = [length & 127];
  for (let rest = length >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 127) | 128);
  return bytes;
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
