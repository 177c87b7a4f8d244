import { type Bounds, type MainHeader, reducedBounds } from './codestream.ts';

/** A packet of a tile: the code-blocks of one precinct at one resolution (of one component and layer). */
export interface Packet {
  /** Resolution from 0, the coarsest. */
  readonly resolution: number;
  /** The precinct on the resolution's own grid. */
  readonly bounds: Bounds;
}

const LRCP = 0;
const RLCP = 1;
const PLT = 0xff58;
const COM = 0xff64;
const SOD = 0xff93;
export const SOT_BYTES = 12;
/** A 10 m tile of ESA's has some 30 packets; a header can speak of one per pixel and layer. */
const MAX_PACKETS = 100_000;

/**
 * Lists the packets of a tile in the order of the codestream. Returns null for an order that depends on positions
 * (RPCL, PCRL, CPRL), for SOP and EPH markers, where tiles or components are coded differently, and for more than
 * {@link MAX_PACKETS}.
 */
export function listPackets(header: MainHeader, tile: Bounds): Packet[] | null {
  const { coding, components } = header;
  if (!header.uniform || coding.usesSopOrEph) return null;
  const precincts = coding.precinctExponents.reduce((sum, _, r) => sum + countPrecincts(header, tile, r), 0);
  if (precincts * components * coding.layers > MAX_PACKETS) return null;
  const byResolution = coding.precinctExponents.map((_, resolution) => precinctsOf(header, tile, resolution));
  const each = (count: number) => Array.from({ length: count }, (_, i) => i);
  if (coding.progression === LRCP)
    return each(coding.layers).flatMap(() =>
      byResolution.flatMap((precincts) => each(components).flatMap(() => precincts)),
    );
  if (coding.progression === RLCP)
    return byResolution.flatMap((precincts) => each(coding.layers * components).flatMap(() => precincts));
  return null;
}

function countPrecincts(header: MainHeader, tile: Bounds, resolution: number): number {
  const area = reducedBounds(tile, header.coding.levels - resolution);
  const { x, y } = header.coding.precinctExponents[resolution]!;
  const along = (low: number, high: number, size: number) => Math.ceil(high / size) - Math.floor(low / size);
  return Math.max(0, along(area.x0, area.x1, 2 ** x)) * Math.max(0, along(area.y0, area.y1, 2 ** y));
}

/** Precincts of a tile at a resolution, in raster order (ISO/IEC 15444-1, B.6). */
function precinctsOf(header: MainHeader, tile: Bounds, resolution: number): Packet[] {
  const area = reducedBounds(tile, header.coding.levels - resolution);
  if (area.x1 <= area.x0 || area.y1 <= area.y0) return [];
  const exponents = header.coding.precinctExponents[resolution]!;
  const width = 2 ** exponents.x;
  const height = 2 ** exponents.y;
  const out: Packet[] = [];
  for (let y = Math.floor(area.y0 / height) * height; y < area.y1; y += height)
    for (let x = Math.floor(area.x0 / width) * width; x < area.x1; x += width)
      out.push({ resolution, bounds: { x0: x, y0: y, x1: x + width, y1: y + height } });
  return out;
}

/**
 * Which packets are needed for `wanted`, a rectangle of the image after `reduce` halvings, and those of the coarsest
 * resolution, by which a tile is judged as a whole (see `decodeTrimmed`). At each resolution the
 * synthesis filter needs two samples (5/3) or four (9/7) beyond what it gives (ISO/IEC 15444-1, table F.2).
 */
export function neededPackets(
  packets: readonly Packet[],
  header: MainHeader,
  wanted: Bounds,
  reduce: number,
): boolean[] {
  const { levels, reversible } = header.coding;
  const reach = reversible ? 3 : 5;
  const finest = levels - reduce;
  const areas: Bounds[] = [];
  let area = wanted;
  for (let resolution = finest; resolution >= 0; resolution--) {
    const grown = { x0: area.x0 - reach, y0: area.y0 - reach, x1: area.x1 + reach, y1: area.y1 + reach };
    areas[resolution] = grown;
    area = {
      x0: Math.floor(grown.x0 / 2),
      y0: Math.floor(grown.y0 / 2),
      x1: Math.ceil(grown.x1 / 2) + 1,
      y1: Math.ceil(grown.y1 / 2) + 1,
    };
  }
  return packets.map(({ resolution, bounds }) => {
    const needed = areas[resolution];
    if (resolution === 0) return true;
    return (
      needed !== undefined &&
      bounds.x0 < needed.x1 &&
      bounds.x1 > needed.x0 &&
      bounds.y0 < needed.y1 &&
      bounds.y1 > needed.y0
    );
  });
}

/** The header of a tile-part: where its packets begin, and their lengths in bytes where PLT gives them. */
export interface TilePartHeader {
  readonly byteLength: number;
  readonly packetLengths: readonly number[];
}

/**
 * Parses a tile-part header from the first bytes of the tile-part. Returns null where it does not end within `bytes`,
 * or holds more than packet lengths and comments (a coding style of its own, packed packet headers).
 */
export function parseTilePartHeader(bytes: Uint8Array): TilePartHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments: { index: number; body: Uint8Array }[] = [];
  let at = SOT_BYTES;
  for (;;) {
    if (at + 2 > bytes.length) return null;
    const marker = view.getUint16(at);
    if (marker === SOD) break;
    if ((marker !== PLT && marker !== COM) || at + 4 > bytes.length) return null;
    const length = view.getUint16(at + 2);
    if (length < 3 || at + 2 + length > bytes.length) return null;
    if (marker === PLT) segments.push({ index: bytes[at + 4]!, body: bytes.subarray(at + 5, at + 2 + length) });
    at += 2 + length;
  }
  if (segments.length > 256) return null;
  const packetLengths: number[] = [];
  let value = 0;
  for (const { body } of segments.sort((a, b) => a.index - b.index)) {
    for (const byte of body) {
      value = value * 128 + (byte & 0x7f);
      if (value > 0xffffffff) return null;
      if (byte < 0x80) {
        packetLengths.push(value);
        value = 0;
      }
    }
  }
  return { byteLength: at + 2, packetLengths };
}

/** A segment's length field holds 16 bits, and each length takes up to five bytes. */
const LENGTHS_PER_SEGMENT = 10_000;

/** PLT segments that tell lengths of packets (ISO/IEC 15444-1, A.7.3): seven bits a byte, the high bit where more follow. */
export function packetLengthSegments(lengths: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (let first = 0, index = 0; first < lengths.length; first += LENGTHS_PER_SEGMENT, index++) {
    const body = lengths.slice(first, first + LENGTHS_PER_SEGMENT).flatMap(sevenBits);
    const length = body.length + 3;
    bytes.push(PLT >> 8, PLT & 0xff, length >> 8, length & 0xff, index);
    for (const byte of body) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function sevenBits(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) | 0x80);
  return digits;
}
