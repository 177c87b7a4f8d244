import type { ByteSource } from '../core/bytes.ts';
import { type Bounds, type MainHeader, SOT } from './codestream.ts';
import {
  listPackets,
  neededPackets,
  packetLengthSegments,
  parseTilePartHeader,
  SOT_BYTES,
  type TilePartHeader,
} from './packets.ts';
import type { TilePart } from './tile-index.ts';

/** Packet lengths of ESA's tiles fit in the first; other encoders may write more. */
const HEADER_BYTES = [2048, 65536] as const;
const SOD = 0xff93;

interface SparseRequest {
  readonly header: MainHeader;
  readonly tile: Bounds;
  /** Rectangles of the image after `reduce` halvings. */
  readonly wanted: readonly Bounds[];
  readonly reduce: number;
}

/**
 * Reads of a tile-part only the packets that some rectangles need. Those of resolutions that are halved away are left out;
 * in the place of each of the others stands an empty packet (one zero byte): a decoder takes what they hold for zeros, so
 * nothing changes inside of the rectangles.
 *
 * @returns the tile-part without the resolutions that are halved away, or null where packets cannot be told apart (no PLT, an order by position, a coding style of
 *   the tile's own) or where they are all needed: then the whole tile-part is to be read
 */
export async function readSparsePart(
  source: ByteSource,
  part: TilePart,
  { header, tile, wanted, reduce }: SparseRequest,
): Promise<Uint8Array | null> {
  const packets = listPackets(header, tile);
  if (!packets) return null;
  const byArea = wanted.map((area) => neededPackets(packets, header, area, reduce));
  const needed = packets.map((_, i) => byArea.some((area) => area[i]));
  if (needed.every(Boolean)) return null;
  const finest = header.coding.levels - reduce;
  const { partHeader, start } = await readPartHeader(source, part);
  if (!partHeader || partHeader.packetLengths.length !== packets.length) return null;
  const lengths = partHeader.packetLengths;
  const total = lengths.reduce((sum, length) => sum + length, partHeader.byteLength);
  if (total !== part.length || lengths.includes(0)) return null;

  const kept = packets.flatMap(({ resolution }, i) => (needed[i] ? [lengths[i]!] : resolution <= finest ? [1] : []));
  const pieces: Promise<Uint8Array>[] = [Promise.resolve(tilePartStart(start, kept))];
  let at = part.offset + partHeader.byteLength;
  for (let i = 0; i < packets.length; ) {
    const same = needed[i];
    const from = at;
    let empty = 0;
    for (; i < packets.length && needed[i] === same; i++) {
      at += lengths[i]!;
      if (packets[i]!.resolution <= finest) empty++;
    }
    pieces.push(same ? source.read(from, at - from) : Promise.resolve(new Uint8Array(empty)));
  }
  return concat(await Promise.all(pieces));
}

/**
 * Whether a tile-part holds nothing but its coarsest resolution, so that the tile has no detail at all: the packets of
 * all others are empty, one byte each. False where the file does not say.
 */
export async function isWithoutDetail(
  source: ByteSource,
  part: TilePart,
  header: MainHeader,
  tile: Bounds,
): Promise<boolean> {
  const packets = listPackets(header, tile);
  const { partHeader } = await readPartHeader(source, part);
  if (!packets || partHeader?.packetLengths.length !== packets.length) return false;
  return packets.every(({ resolution }, i) => resolution === 0 || partHeader.packetLengths[i] === 1);
}

async function readPartHeader(
  source: ByteSource,
  part: TilePart,
): Promise<{ partHeader: TilePartHeader | null; start: Uint8Array }> {
  let start: Uint8Array = new Uint8Array();
  for (const limit of HEADER_BYTES) {
    start = await source.read(part.offset, Math.min(limit, part.length));
    const partHeader = parseTilePartHeader(start);
    if (partHeader || start.length === part.length) return { partHeader, start };
  }
  return { partHeader: null, start };
}

/** SOT as it was, the lengths of the packets that are kept (by which holes are found: see `hasHole`), and SOD. */
function tilePartStart(part: Uint8Array, lengths: readonly number[]): Uint8Array {
  const sot = part.slice(0, SOT_BYTES);
  new DataView(sot.buffer).setUint16(0, SOT);
  return concat([sot, packetLengthSegments(lengths), Uint8Array.of(SOD >> 8, SOD & 0xff)]);
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
