import { createHash } from 'node:crypto';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { disk } from '../core/disk.ts';
import { RasterError } from '../core/errors.ts';
import { intersectWindows, type Window } from '../core/grid.ts';
import { reasonOf } from '../core/system-errors.ts';
import type { ProbabilityStore, ReadStoreOptions, StoreSpec } from './probability-store.ts';
import type { Planes } from './pyramid.ts';
import { readMeta, removeStale } from './store-files.ts';
import { forgetLease, holdStore } from './store-lease.ts';
import { keepInMemory, tilesInMemory } from './store-memory.ts';
import { holds, listParts, tileFile } from './store-parts.ts';
import { openStoreRecord } from './store-record.ts';
import { encodeTile, isWholeTile, readTile, writeWhole } from './store-tile.ts';
import { copyPart, levelWindow } from './store-windows.ts';
import { COARSEST_LEVEL, type Tile, tilesOf } from './tiling.ts';

const META_FILE = 'meta.json';
const FORMAT_VERSION = 2;
const CACHE_BYTES = 24 * 2 ** 20;

/**
 * Opens the store for a key, grid, tiling and format in the cache folder, or makes it: its name is made of all of them, so
 * that several processes may do so at a time and nobody ever empties a store. Tiles of an earlier run that are whole are
 * kept. Where the folder cannot be used tiles stay in memory, see `troubles`.
 */
export async function openProbabilityStore(cacheFolder: string, spec: StoreSpec): Promise<ProbabilityStore> {
  const identity = { format: FORMAT_VERSION, key: spec.key, grid: spec.grid, plan: spec.plan };
  const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  const folder = join(cacheFolder, name);
  const metaPath = join(folder, META_FILE);
  const saved = await readMeta(metaPath);
  const providers: string[] = [...(saved?.providers ?? [])];
  const troubles: string[] = [];
  const inMemory = tilesInMemory(folder);
  /** Another process may have noted its providers meanwhile. */
  const writeMeta = async (): Promise<void> => {
    for (const provider of (await readMeta(metaPath))?.providers ?? [])
      if (!providers.includes(provider)) providers.push(provider);
    await writeWhole(metaPath, Buffer.from(JSON.stringify({ identity, providers })));
  };
  const prepare = async (): Promise<void> => {
    await disk.mkdir(folder, { recursive: true });
    await holdStore(folder);
    if ((await readMeta(metaPath)) === null) await writeMeta();
    const now = new Date();
    await utimes(metaPath, now, now);
  };
  const goOnInMemory = (error: unknown): void => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (troubles.length > 0) return;
    const why = reasonOf(code);
    troubles.push(`Probabilities could not be kept in ${cacheFolder} (${why}); they will be computed again next time.`);
  };
  await prepare().catch(goOnInMemory);
  await removeStale(folder);

  const tiles = tilesOf(spec.plan);
  const pathOf = (tile: Tile): string => join(folder, tileFile(tile));
  /** By the names of their files. */
  const present = new Map<string, Tile>();
  const beingWritten = new Map<string, { readonly planes: Planes; readonly done: Promise<void> }>();
  const record = await openStoreRecord(folder);
  for (const tile of [...tiles, ...(await listParts(folder, inMemory.keys(), tiles))])
    if (inMemory.has(tileFile(tile)) || (record.isSound(tile.index) && (await isWholeTile(pathOf(tile)))))
      present.set(tileFile(tile), tile);

  const isWhole = (tile: Tile): boolean => present.has(tileFile({ ...tile, within: undefined }));
  const partsOf = ({ index }: Tile): Tile[] =>
    [...present.values()].filter((tile) => tile.within !== undefined && tile.index === index);

  const cache = new LRUCache<string, Planes>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (planes) => planes.planes.length + 64,
    fetchMethod: async (key) => {
      const [name, level] = key.split(' ') as [string, string];
      const { width, height } = present.get(name)!.core;
      try {
        return await readTile(join(folder, name), inMemory.get(name), width, height, Number(level));
      } catch (error) {
        present.delete(name);
        await rm(join(folder, name), { force: true });
        throw error;
      }
    },
  });

  async function readWindow(window: Window, level = 0, options: ReadStoreOptions = {}) {
    if (!Number.isInteger(level) || level < 0 || level > COARSEST_LEVEL)
      throw new RasterError(`Level ${level} is not kept; levels 0 to ${COARSEST_LEVEL} are.`);
    const length = 4 * window.width * window.height;
    const planes = new Uint8Array(options.shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
    void holdStore(folder);
    const copy = async (tile: Tile, part: Window): Promise<void> => {
      const name = tileFile(tile);
      const fresh = beingWritten.get(name);
      if (fresh && level > 0) await fresh.done;
      const source = fresh && level === 0 ? fresh.planes : (await cache.fetch(`${name} ${level}`))!;
      copyPart(source, levelWindow(tile.core, level), planes, window, part);
    };
    for (const tile of tiles) {
      const part = intersectWindows(window, levelWindow(tile.core, level));
      if (!part) continue;
      const sources = isWhole(tile) ? [tile] : partsOf(tile);
      const whole = sources.find(({ core }) => holds(levelWindow(core, level), part));
      if (whole) await copy(whole, part);
      else if (!options.partial)
        throw new RasterError(
          `Tile ${tile.index + 1} of ${tiles.length} of the probabilities is not computed yet (${tiles.filter(isWhole).length} are).`,
          { file: folder, remedy: 'Finish computing the mask first.' },
        );
      else
        for (const source of sources) {
          const shared = intersectWindows(part, levelWindow(source.core, level));
          if (shared) await copy(source, shared);
        }
    }
    return { width: window.width, height: window.height, pixelMetres: spec.grid.pixelMetres * 2 ** level, planes };
  }

  async function write(tile: Tile, planes: Planes, provider: string): Promise<void> {
    const bytes = await encodeTile(planes);
    const isNew = !providers.includes(provider);
    if (isNew) providers.push(provider);
    const keep = async (): Promise<void> => {
      await holdStore(folder);
      if (isNew) await writeMeta();
      await writeWhole(pathOf(tile), bytes);
    };
    try {
      await keep().catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        // Someone has deleted the folder.
        forgetLease(folder);
        await prepare();
        await keep();
      });
    } catch (error) {
      goOnInMemory(error);
      inMemory.set(tileFile(tile), bytes);
      keepInMemory(folder, inMemory);
    }
    await record.settle(tile.index).catch(goOnInMemory);
  }

  /** Removes the parts of a tile that is there as a whole. */
  async function dropParts(tile: Tile): Promise<void> {
    for (const part of partsOf(tile)) {
      present.delete(tileFile(part));
      inMemory.delete(tileFile(part));
      await rm(pathOf(part), { force: true });
    }
  }

  return {
    folder,
    grid: spec.grid,
    plan: spec.plan,
    providers,
    troubles,
    get warnings() {
      return record.warnings;
    },
    note: (warnings, tile) => record.note(warnings, tile?.index).catch(goOnInMemory),
    isComplete: () => tiles.every(isWhole),
    missingTiles: () => tiles.filter((tile) => !isWhole(tile)),
    partsOf,
    has: (tile) => isWhole(tile) || partsOf(tile).some(({ core }) => holds(core, tile.core)),
    writeTile: async (tile, planes, provider) => {
      const { width, height } = tile.core;
      if (planes.length !== 4 * width * height)
        throw new RasterError(
          `Tile ${tile.index} has ${planes.length} values, ${4 * width * height} (4 x ${width} x ${height}) are wanted.`,
        );
      const fresh = { width, height, planes };
      const done = write(tile, fresh, provider);
      const name = tileFile(tile);
      beingWritten.set(name, { planes: fresh, done });
      present.set(name, tile);
      try {
        await done;
        cache.set(`${name} 0`, fresh);
        if (!tile.within) await dropParts(tile);
      } catch (error) {
        present.delete(name);
        throw error;
      } finally {
        beingWritten.delete(name);
      }
    },
    readWindow,
  };
}
