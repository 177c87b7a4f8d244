import type { ByteSource } from '../core/bytes.ts';
import { Jpeg2000Error } from '../core/errors.ts';
import { type Bounds, tileBounds } from './codestream.ts';
import { isWithoutDetail, readSparsePart } from './sparse.ts';
import { countTiles } from './tile-grid.ts';
import type { TileIndex } from './tile-index.ts';

/** Tiles of which all bytes lie before `end`. */
export function countWholeTiles({ parts }: TileIndex, end: number): number {
  return parts.filter((parts) => parts?.every((part) => part.offset + part.length <= end)).length;
}

/** Whether the file breaks off before its last tile ends, as a download does. */
export function breaksOff({ header, parts }: TileIndex, end: number): boolean {
  const last = parts[countTiles(header) - 1];
  return !last?.every((part) => part.offset + part.length <= end);
}

/** Whether a tile is known to have no detail: see `isWithoutDetail`. */
export async function isFlatTile(source: ByteSource, { header, parts }: TileIndex, tile: number): Promise<boolean> {
  const [only, ...others] = parts[tile] ?? [];
  if (!only || others.length > 0 || only.offset + only.length > source.size) return false;
  return isWithoutDetail(source, only, header, tileBounds(header, tile));
}

/**
 * Reads the tile-parts of a tile, as far as `wanted` needs them, and says how many of the finest resolutions they lack.
 * Throws for a tile that is missing or cut off.
 */
export async function readParts(
  source: ByteSource,
  { header, parts: allParts }: TileIndex,
  tile: number,
  wanted: readonly Bounds[],
  reduce: number,
): Promise<{ readonly parts: readonly Uint8Array[]; readonly drop: number }> {
  const parts = allParts[tile];
  const damaged = (what: string) =>
    new Jpeg2000Error(`Tile ${tile + 1} of ${countTiles(header)} of the JPEG 2000 file ${what}.`, {
      file: source.name,
      remedy: 'Download the file again.',
    });
  if (!parts) throw damaged('is missing');
  const last = parts.reduce((end, part) => Math.max(end, part.offset + part.length), 0);
  if (last > source.size) throw damaged(`ends at byte ${last}, but the file has ${source.size}`);
  const [only] = parts;
  const sparse =
    parts.length === 1 && only
      ? await readSparsePart(source, only, { header, tile: tileBounds(header, tile), wanted, reduce })
      : null;
  const bytes = sparse ? [sparse] : await Promise.all(parts.map((part) => source.read(part.offset, part.length)));
  for (const part of bytes) {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    if (view.getUint16(0) !== 0xff90 || view.getUint16(4) !== tile) throw damaged('is not where the index says');
  }
  return { parts: bytes, drop: sparse ? reduce : 0 };
}
