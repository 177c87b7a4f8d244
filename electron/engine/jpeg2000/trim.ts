import { Jpeg2000Error } from '../core/errors.ts';
import { blocksOfPacket } from './blocks.ts';
import { type Bounds, type MainHeader, parseMainHeader, SOT, tileBounds } from './codestream.ts';
import { createPacketTrimmer, type PacketTrimmer, type TrimmedBand } from './packet-trim.ts';
import { listPackets, type Packet, parseTilePartHeader, SOT_BYTES, type TilePartHeader } from './packets.ts';

const SOD_BYTES = 2;

/**
 * Bit-planes that are left undecoded in a sub-band. Details are the noisier the finer they are, and an error in coarse
 * ones counts more: it spreads over more pixels. The coarsest resolution stays whole.
 *
 * @param planes of the finest resolution that is decoded
 * @param coarser resolutions between it and the sub-band's, 0 for its own
 */
export function planesLeftOut(planes: number, coarser: number, isDiagonal: boolean): number {
  return Math.max(0, planes - coarser + (isDiagonal && planes > coarser ? 1 : 0));
}

/**
 * The most by which a sample may be off where {@link Trimmable.trim} left out bit-planes, DN: a coefficient is off by
 * less than 2^planes, and no synthesis filter of the 5/3 wavelet adds up to more than 1 (ISO/IEC 15444-1, F.3.8.2).
 */
export function largestError(planes: number, levels: number): number {
  let error = 0;
  for (let coarser = 0; coarser < levels; coarser++)
    error += 2 * below(planesLeftOut(planes, coarser, false)) + below(planesLeftOut(planes, coarser, true)) + ROUNDING;
  return error;
}

const below = (planes: number): number => (planes === 0 ? 0 : 2 ** planes);
/** Of lifting, at each resolution. */
const ROUNDING = 2;

/** Whether a codestream can be trimmed: coded in one way, lossless, one layer, one codeword segment for each code-block. */
export function canTrim({ coding, components, bitDepth, signed, uniform }: MainHeader): boolean {
  return (
    uniform &&
    components === 1 &&
    bitDepth > 8 &&
    !signed &&
    coding.reversible &&
    coding.layers === 1 &&
    coding.blockStyle === 0 &&
    !coding.usesSopOrEph
  );
}

/** A codestream whose packets can be told apart. */
export interface Trimmable {
  /** Halvings that can be asked for. */
  readonly levels: number;
  readonly image: Bounds;
  /**
   * A codestream that costs less to decode: the lowest bit-planes, which in a lossless file are mostly noise and the
   * larger part of the work, are left out (see {@link planesLeftOut}), and so is what will be halved away. Samples are
   * off by {@link largestError} at most.
   *
   * @param planes of the finest resolution that is decoded, 0 for exact samples
   * @param reduce halvings that will be asked of the decoder
   * @throws Jpeg2000Error where a packet is damaged
   */
  trim(planes: number, reduce: number): Uint8Array<ArrayBuffer>;
}

/** A tile-part that is a whole tile. */
interface WholePart extends TilePartHeader {
  readonly start: number;
  readonly end: number;
  readonly area: Bounds;
  readonly packets: readonly Packet[];
}

/**
 * Takes a codestream apart. Null where that cannot be done (see {@link canTrim}; tiles in several parts, packets in an
 * order by position).
 */
export function openTrimmable(codestream: Uint8Array): Trimmable | null {
  const header = parseMainHeader(codestream, 'an image');
  if (!header || !canTrim(header)) return null;
  const parts = wholeParts(codestream, header);
  if (!parts) return null;
  const { levels } = header.coding;

  return {
    levels,
    image: header.image,
    trim(planes, reduce) {
      const finest = levels - reduce;
      const bands = parts.map(({ packets, area }) =>
        packets.map((packet) =>
          packet.resolution > finest ? null : trimmedBands(header, area, packet, finest, planes),
        ),
      );
      const blocks = bands.flat(2).reduce((sum, band) => sum + (band ? band.columns * band.rows : 0), 0);
      const trimmer = createPacketTrimmer(codestream, blocks);
      trimmer.put(Uint8Array.of(0xff, 0x4f));
      for (const segment of header.segments) trimmer.put(segment);
      for (const [tile, part] of parts.entries()) trimPart(trimmer, part, bands[tile]!);
      trimmer.put(Uint8Array.of(0xff, 0xd9));
      return trimmer.written();
    },
  };
}

/** Place of a tile-part's length in its header, SOT marker included. */
const PART_LENGTH_AT = 6;

/** All tile-parts, each of which is to be a tile; null where one is not or is cut off. */
function wholeParts(codestream: Uint8Array, header: MainHeader): WholePart[] | null {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  const parts = new Map<number, WholePart>();
  for (let start = header.byteLength; start + SOT_BYTES < codestream.length; ) {
    if (view.getUint16(start) !== SOT) return null;
    const tile = view.getUint16(start + 4);
    const end = start + view.getUint32(start + PART_LENGTH_AT);
    if (tile >= header.tilesAcross * header.tilesDown || parts.has(tile)) return null;
    if (end <= start || end > codestream.length) return null;
    const area = tileBounds(header, tile);
    const part = parseTilePartHeader(codestream.subarray(start, end));
    const packets = listPackets(header, area);
    if (!part || !packets) return null;
    parts.set(tile, { ...part, start, end, area, packets });
    start = end;
  }
  return parts.size === header.tilesAcross * header.tilesDown ? [...parts.values()] : null;
}

/** @param bands of each packet; null for one that is left out */
function trimPart(trimmer: PacketTrimmer, part: WholePart, bands: readonly (readonly TrimmedBand[] | null)[]): void {
  const { start, end, byteLength, packets, packetLengths } = part;
  const isTold = packetLengths.length === packets.length;
  const begin = trimmer.length();
  trimmer.copy(start, start + SOT_BYTES);
  let at = start + byteLength;
  trimmer.copy(at - SOD_BYTES, at);
  for (const [i, packet] of bands.entries()) {
    if (packet === null) trimmer.empty();
    else if (isTold && packet.every(({ planes }) => planes === 0)) {
      trimmer.copy(at, at + packetLengths[i]!);
      at += packetLengths[i]!;
    } else at = trimmer.packet(at, packet);
  }
  if (at > end) throw new Jpeg2000Error('A packet of a JPEG 2000 tile is cut off.');
  new DataView(trimmer.written().buffer).setUint32(begin + PART_LENGTH_AT, trimmer.length() - begin);
}

function trimmedBands(
  header: MainHeader,
  tile: Bounds,
  packet: Packet,
  finest: number,
  planes: number,
): readonly TrimmedBand[] {
  return blocksOfPacket(header, tile, packet).map(({ columns, rows }, band) => ({
    columns,
    rows,
    planes: packet.resolution === 0 ? 0 : planesLeftOut(planes, finest - packet.resolution, band === DIAGONAL),
  }));
}

/** HL, LH, HH. */
const DIAGONAL = 2;
