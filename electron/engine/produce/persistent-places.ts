import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { mappingOf } from '../compare/mappings.ts';
import { gdalFile, readRasterInfo } from '../compare/raster-info.ts';
import { placeOfGrid } from '../compare/raster-place.ts';
import { readReference } from '../compare/reference.ts';
import { CLOUD, SHADOW } from '../core/classes.ts';
import { CompareError, ParameterError } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import { companion } from '../export/staging.ts';
import type { TileDecoder } from '../jpeg2000/tile-decoder.ts';
import { lowerPersistent } from '../mask/persistence.ts';
import type { MaskParameters, Persistence, ProbabilityRaster } from '../mask/types.ts';

/** What a raster of persistent places says of a grid. */
export interface PersistentPlaces {
  readonly name: string;
  /** Of the file; hex. */
  readonly sha256: string;
  /** Dates that it was found from; null where nobody says. */
  readonly dates: number | null;
  /** Pixels of the grid at persistent places. */
  readonly cloudPixels: number;
  readonly shadowPixels: number;
  readonly pixels: number;
  /** What was assumed of it, in words. */
  readonly notes: readonly string[];
  /** For each pixel of the grid {@link CLOUD}, {@link SHADOW}, or another code. */
  readonly codes: Uint8Array;
}

/** Rasters of persistent places, laid on the grids that masks are made on. */
export interface PersistenceTable {
  /** The places on a grid; the last few are kept. @throws ParameterError that says why they cannot be used */
  on(raster: Persistence['raster'], grid: Grid): Promise<PersistentPlaces>;
  /** The codes of a window of a grid. */
  window(raster: Persistence['raster'], grid: Grid, window: Window): Promise<Uint8Array>;
}

/** A byte for a pixel: 120 MB for a scene at 10 m. */
const KEPT_BYTES = 300 * 2 ** 20;
const METHOD_ITEM = 'NEPHOSCOPE_PERSISTENCE';
const MASK_ITEM = 'NEPHOSCOPE_PACK';
const besideSchema = z.object({ dates: z.array(z.string()) });

/** @param pathOf what stands behind the handle of a raster */
export function createPersistenceTable(
  decoder: TileDecoder,
  pathOf: (handle: string) => Promise<string> | string,
): PersistenceTable {
  const kept = new LRUCache<string, PersistentPlaces>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ codes }) => codes.length + 1,
  });
  const reading = new Map<string, Promise<PersistentPlaces>>();
  const on: PersistenceTable['on'] = async (raster, grid) => {
    const path = await pathOf(raster.handle);
    const { size, mtimeMs } = await stat(path).catch((cause: unknown) => {
      throw refusal(`${basename(path)}, the raster of persistent places, is not there any more.`, path, cause);
    });
    const key = JSON.stringify([path, size, mtimeMs, grid]);
    const known = kept.get(key) ?? reading.get(key);
    if (known) return known;
    const read = readPlaces(path, grid, decoder).finally(() => reading.delete(key));
    reading.set(key, read);
    const places = await read;
    kept.set(key, places);
    return places;
  };
  return {
    on,
    async window(raster, grid, window) {
      const { codes } = await on(raster, grid);
      if (window.width === grid.width && window.height === grid.height) return codes;
      const part = new Uint8Array(window.width * window.height);
      for (let row = 0; row < window.height; row++) {
        const from = (window.row + row) * grid.width + window.column;
        part.set(codes.subarray(from, from + window.width), row * window.width);
      }
      return part;
    },
  };
}

/** Persistent places as a plan has them. */
export interface PlannedPersistence extends Omit<PersistentPlaces, 'codes' | 'notes'> {
  readonly weight: number;
}

/** What parameters ask of persistent places on a grid; undefined where they ask nothing. @throws as {@link PersistenceTable} */
export async function planPersistence(
  table: PersistenceTable,
  { persistence }: MaskParameters,
  grid: Grid,
): Promise<PlannedPersistence | undefined> {
  if (!persistence || persistence.weight === 0) return undefined;
  const { codes: _, notes: __, ...places } = await table.on(persistence.raster, grid);
  return { ...places, weight: persistence.weight };
}

/** Lowers probabilities of a window of a grid as parameters ask, in place; see `lowerPersistent`. */
export async function lowerWindow(
  table: PersistenceTable,
  { persistence }: MaskParameters,
  { planes }: ProbabilityRaster,
  grid: Grid,
  window: Window,
): Promise<void> {
  if (!persistence || persistence.weight === 0) return;
  lowerPersistent(planes, await table.window(persistence.raster, grid, window), persistence.weight);
}

async function readPlaces(path: string, grid: Grid, decoder: TileDecoder): Promise<PersistentPlaces> {
  const { metadata, ...read } = await readOn(path, grid, decoder).catch((cause: unknown) => {
    if (!(cause instanceof CompareError)) throw cause;
    const isElsewhere = /do not overlap/.test(cause.message);
    const name = basename(path);
    throw refusal(
      isElsewhere ? `${name} tells persistent places elsewhere: it does not reach this scene.` : cause.message,
      path,
      cause,
    );
  });
  if (MASK_ITEM in metadata)
    throw refusal(`${basename(path)} is the mask of one date, not a raster of persistent places.`, path);
  const count = (code: number) => read.codes.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
  const own = METHOD_ITEM in metadata ? [] : ['It does not say how it was made: 4 is taken for cloud, 2 for shadow.'];
  return {
    name: basename(path),
    sha256: await hashOf(path),
    dates: await datesBeside(path),
    cloudPixels: count(CLOUD),
    shadowPixels: count(SHADOW),
    pixels: read.codes.length,
    notes: [...own, ...(read.notes ?? [])],
    codes: shared(read.codes),
  };
}

/** @throws CompareError */
async function readOn(path: string, grid: Grid, decoder: TileDecoder) {
  const { metadata } = await readRasterInfo(await gdalFile(path));
  const read = await readReference(path, mappingOf('nephoscope'), { decoder, onto: placeOfGrid(grid) });
  return { ...read, metadata };
}

/** Codes in shared memory, so that a mask's thread needs no copy. */
function shared(codes: Uint8Array): Uint8Array {
  const own = new Uint8Array(new SharedArrayBuffer(codes.length));
  own.set(codes);
  return own;
}

async function datesBeside(path: string): Promise<number | null> {
  try {
    return besideSchema.parse(JSON.parse(await readFile(companion(path, '.json'), 'utf8'))).dates.length;
  } catch {
    return null;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

function refusal(message: string, file: string, cause?: unknown): ParameterError {
  return new ParameterError(message, {
    file,
    remedy: 'Choose a raster that was found from dates of this tile, or set the slider of persistent places to 0.',
    cause,
  });
}
