import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Planes } from './pyramid.ts';
import type { StoreFolder } from './store-folder.ts';
import { listParts, tileFile } from './store-parts.ts';
import type { StoreRecord } from './store-record.ts';
import { isWholeTile, readTile } from './store-tile.ts';
import type { Tile } from './tiling.ts';

const CACHE_BYTES = 24 * 2 ** 20;

/** Which tiles and parts of tiles a store has, and their planes. */
export interface StoreTiles {
  isWhole(tile: Tile): boolean;
  /** Parts of a tile that are kept by themselves. */
  partsOf(tile: Tile): Tile[];
  /** Planes of a tile or part at a level. Throws where it is damaged; it is removed then, to be computed again. */
  planesOf(tile: Tile, level: number): Promise<Planes>;
  /** Adds a tile or part, which can be read at once, while it is being written; takes it out again where that fails. */
  add(tile: Tile, planes: Planes, written: Promise<void>): Promise<void>;
}

/** Finds the tiles of a plan that are in a store's folder whole, and are not noted as unsound. */
export async function findTiles(
  folder: StoreFolder,
  record: Pick<StoreRecord, 'isSound'>,
  tiles: readonly Tile[],
): Promise<StoreTiles> {
  const pathOf = (tile: Tile): string => join(folder.path, tileFile(tile));
  /** By the names of their files. */
  const present = new Map<string, Tile>();
  const beingWritten = new Map<string, { readonly planes: Planes; readonly done: Promise<void> }>();
  for (const tile of [...tiles, ...(await listParts(folder.path, folder.inMemory.keys(), tiles))])
    if (folder.inMemory.has(tileFile(tile)) || (record.isSound(tile.index) && (await isWholeTile(pathOf(tile)))))
      present.set(tileFile(tile), tile);

  const cache = new LRUCache<string, Planes>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (planes) => planes.planes.length + 64,
    fetchMethod: async (key) => {
      const [name, level] = key.split(' ') as [string, string];
      const { width, height } = present.get(name)!.core;
      try {
        return await readTile(join(folder.path, name), folder.inMemory.get(name), width, height, Number(level));
      } catch (error) {
        present.delete(name);
        await rm(join(folder.path, name), { force: true });
        throw error;
      }
    },
  });

  const partsOf = ({ index }: Tile): Tile[] =>
    [...present.values()].filter((tile) => tile.within !== undefined && tile.index === index);

  /** Removes the parts of a tile that is there as a whole. */
  async function dropParts(tile: Tile): Promise<void> {
    for (const part of partsOf(tile)) {
      present.delete(tileFile(part));
      folder.inMemory.delete(tileFile(part));
      await rm(pathOf(part), { force: true });
    }
  }

  return {
    isWhole: (tile) => present.has(tileFile({ ...tile, within: undefined })),
    partsOf,
    async planesOf(tile, level) {
      const name = tileFile(tile);
      const fresh = beingWritten.get(name);
      if (fresh && level > 0) await fresh.done;
      return fresh && level === 0 ? fresh.planes : (await cache.fetch(`${name} ${level}`))!;
    },
    async add(tile, planes, written) {
      const name = tileFile(tile);
      beingWritten.set(name, { planes, done: written });
      present.set(name, tile);
      try {
        await written;
        cache.set(`${name} 0`, planes);
        if (!tile.within) await dropParts(tile);
      } catch (error) {
        present.delete(name);
        throw error;
      } finally {
        beingWritten.delete(name);
      }
    },
  };
}
