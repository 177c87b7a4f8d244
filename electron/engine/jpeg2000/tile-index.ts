import type { ByteSource } from '../core/bytes.ts';
import { Jpeg2000Error } from '../core/errors.ts';
import type { CodestreamPlace } from './boxes.ts';
import { type MainHeader, parseMainHeader, SOT } from './codestream.ts';

/** Where a tile-part lies in the file, in bytes, SOT included. It may reach beyond a truncated file. */
export interface TilePart {
  readonly offset: number;
  readonly length: number;
}

/** What is needed to read any tile of a codestream. */
export interface TileIndex {
  readonly header: MainHeader;
  /** Tile-parts of each tile in their order; missing tiles have none. */
  readonly parts: readonly (readonly TilePart[] | undefined)[];
  /** Where the tile-parts were learned from. */
  readonly from: 'TLM' | 'tile-part headers';
}

const FIRST_HEADER_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 8 * 1024 * 1024;
const SOT_BYTES = 12;
const MIN_TILE_PART_BYTES = 14;
/** ESA's images have 121 tiles of one part each. */
const MAX_TILE_PARTS = 100_000;
/** Damaged headers after which the rest of a file counts as missing: each costs a search. */
const MAX_SEARCHES = 200;
const EOC = 0xffd9;
const EOC_BYTES = 2;
const SEARCH_BYTES = 2 ** 20;

/** Reads the main header of the codestream in bytes `start` to `end` of a file. */
async function readMainHeader(source: ByteSource, start: number, end: number): Promise<MainHeader> {
  for (let length = FIRST_HEADER_BYTES; ; length *= 4) {
    const bytes = await source.read(start, Math.min(length, end - start));
    const header = parseMainHeader(bytes, source.name);
    if (header) return header;
    if (length >= end - start || length >= MAX_HEADER_BYTES)
      throw new Jpeg2000Error(`The JPEG 2000 header does not end within ${bytes.length} bytes.`, {
        file: source.name,
        remedy: 'The file is truncated; download it again.',
      });
  }
}

/**
 * Finds every tile-part. Takes TLM's word where its first and last entries are true; otherwise steps from header to
 * header, reading 12 bytes of each, and where one is damaged looks for the next. A file that ends early, or has damaged
 * headers, gives the tiles that it has.
 *
 * @param told size in pixels that the file tells before the codestream
 * @throws Jpeg2000Error where the codestream has another one: nothing is to be allotted by a damaged header
 */
export async function indexTiles(
  source: ByteSource,
  start: number,
  end: number,
  told: CodestreamPlace['told'] = null,
): Promise<TileIndex> {
  const header = await readMainHeader(source, start, end);
  requireSize(header, told, source.name);
  const first = start + header.byteLength;
  const listed = header.tileParts ? await indexByTlm(source, header, first, end) : null;
  if (listed) return { header, parts: listed, from: 'TLM' };
  return { header, parts: await indexByWalking(source, header, first, end), from: 'tile-part headers' };
}

function requireSize({ image }: MainHeader, told: CodestreamPlace['told'], file: string): void {
  const [width, height] = [image.x1 - image.x0, image.y1 - image.y0];
  if (told === null || (told.width === width && told.height === height)) return;
  throw new Jpeg2000Error(
    `The JPEG 2000 header is damaged: the file is to have ${told.width} x ${told.height} pixels, its codestream ${width} x ${height}.`,
    { file, remedy: 'Download the file again.' },
  );
}

/** Marker, tile and length in bytes of the tile-part at `offset`; null where no SOT is there. */
async function readSot(
  source: ByteSource,
  offset: number,
  end: number,
): Promise<{ tile: number; length: number } | null> {
  if (offset + SOT_BYTES > end) return null;
  const bytes = await source.read(offset, SOT_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== SOT || view.getUint16(2) !== 10) return null;
  return { tile: view.getUint16(4), length: view.getUint32(6) };
}

async function indexByTlm(source: ByteSource, header: MainHeader, first: number, end: number) {
  const parts: TilePart[][] = [];
  const listed = header.tileParts ?? [];
  let offset = first;
  for (const [i, part] of listed.entries()) {
    if (part.tile >= header.tilesAcross * header.tilesDown || part.length < MIN_TILE_PART_BYTES) return null;
    if (i === 0 || i === listed.length - 1) {
      const sot = await readSot(source, offset, end);
      if (sot?.tile !== part.tile || (sot.length !== part.length && sot.length !== 0)) return null;
    }
    parts[part.tile] ??= [];
    parts[part.tile]?.push({ offset, length: part.length });
    offset += part.length;
  }
  return listed.length > 0 ? parts : null;
}

async function indexByWalking(source: ByteSource, header: MainHeader, first: number, end: number) {
  const parts: TilePart[][] = [];
  const tiles = header.tilesAcross * header.tilesDown;
  let offset = first;
  let last: { readonly tile: number; readonly offset: number } | null = null;
  let searches = 0;
  for (let count = 0; count < MAX_TILE_PARTS && offset + EOC_BYTES < end; count++) {
    const sot = await readSot(source, offset, end);
    if (!sot || sot.tile >= tiles || (sot.length !== 0 && sot.length < MIN_TILE_PART_BYTES)) {
      if (++searches > MAX_SEARCHES) break;
      const next = await findTilePart(source, last ? last.offset + SOT_BYTES : offset, end, tiles);
      if (next === null) break;
      // A length that leads astray is damaged, too.
      if (last) parts[last.tile]?.splice(-1, 1, { offset: last.offset, length: next - last.offset });
      offset = next;
      continue;
    }
    const length = sot.length === 0 ? (await endOfLastPart(source, offset, end)) - offset : sot.length;
    parts[sot.tile] ??= [];
    parts[sot.tile]?.push({ offset, length });
    last = { tile: sot.tile, offset };
    offset += length;
  }
  return parts;
}

/**
 * Where the next tile-part begins after damage: SOT and its length do not occur within packets, in which no byte above
 * 0x8f follows on 0xff (ISO/IEC 15444-1, A.1). Null where there is none.
 */
async function findTilePart(source: ByteSource, from: number, end: number, tiles: number): Promise<number | null> {
  const mark = Buffer.of(SOT >> 8, SOT & 0xff, 0, 10);
  for (let at = from; at + SOT_BYTES < end; at += SEARCH_BYTES - mark.length) {
    const bytes = Buffer.from(await source.read(at, Math.min(SEARCH_BYTES, end - at)));
    for (let found = bytes.indexOf(mark); found >= 0; found = bytes.indexOf(mark, found + 1)) {
      const sot = await readSot(source, at + found, end);
      if (sot && sot.tile < tiles && sot.length >= MIN_TILE_PART_BYTES && at + found + sot.length <= end)
        return at + found;
    }
  }
  return null;
}

/** A length of 0 stands for "to the end of the codestream"; EOC may follow or may be missing. */
async function endOfLastPart(source: ByteSource, offset: number, end: number): Promise<number> {
  if (end - offset < MIN_TILE_PART_BYTES + 2) return end;
  const bytes = await source.read(end - 2, 2);
  return bytes[0]! * 256 + bytes[1]! === EOC ? end - 2 : end;
}
