import { RasterError } from '../core/errors.ts';
import { intersectWindows, type Window } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import type { ProbabilityStore, ReadStoreOptions, StoreSpec } from './probability-store.ts';
import { openStoreFolder } from './store-folder.ts';
import { holdStore } from './store-lease.ts';
import { holds, tileFile } from './store-parts.ts';
import { openStoreRecord } from './store-record.ts';
import { encodeTile } from './store-tile.ts';
import { findTiles } from './store-tiles.ts';
import { copyPart, levelWindow } from './store-windows.ts';
import { COARSEST_LEVEL, type Tile, tilesOf } from './tiling.ts';

const FORMAT_VERSION = 2;

/**
 * Opens the store for a key, grid, tiling and format in the cache folder, or makes it: its name is made of all of them, so
 * that several processes may do so at a time and nobody ever empties a store. Tiles of an earlier run that are whole are
 * kept. Where the folder cannot be used tiles stay in memory, see `troubles`.
 */
export async function openProbabilityStore(cacheFolder: string, spec: StoreSpec): Promise<ProbabilityStore> {
  const { key, grid, plan, sun } = spec;
  const folder = await openStoreFolder(cacheFolder, { format: FORMAT_VERSION, key, grid, plan });
  const record = await openStoreRecord(folder.path);
  const tiles = tilesOf(plan);
  const kept = await findTiles(folder, record, tiles);

  /** The part of a tile that is missing, where all of it is wanted. */
  function notComputed(tile: Tile): RasterError {
    const done = tiles.filter(kept.isWhole).length;
    return new RasterError(
      `Tile ${tile.index + 1} of ${tiles.length} of the probabilities is not computed yet (${done} are).`,
      { file: folder.path, remedy: 'Finish computing the mask first.' },
    );
  }

  /** What of the store serves a part of a tile at a level: one tile or part that holds all of it, or several that share some. */
  function sourcesOf(tile: Tile, part: Window, level: number, isPartial: boolean): { tile: Tile; part: Window }[] {
    const sources = kept.isWhole(tile) ? [tile] : kept.partsOf(tile);
    const whole = sources.find(({ core }) => holds(levelWindow(core, level), part));
    if (whole) return [{ tile: whole, part }];
    if (!isPartial) throw notComputed(tile);
    return sources.flatMap((source) => {
      const shared = intersectWindows(part, levelWindow(source.core, level));
      return shared ? [{ tile: source, part: shared }] : [];
    });
  }

  async function readWindow(
    window: Window,
    level = 0,
    { partial = false, shared = false }: ReadStoreOptions = {},
  ): Promise<ProbabilityRaster> {
    if (!Number.isInteger(level) || level < 0 || level > COARSEST_LEVEL)
      throw new RasterError(`Level ${level} is not kept; levels 0 to ${COARSEST_LEVEL} are.`);
    const { width, height } = window;
    const length = 4 * width * height;
    const planes = new Uint8Array(shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
    void holdStore(folder.path);
    for (const tile of tiles) {
      const wanted = intersectWindows(window, levelWindow(tile.core, level));
      if (!wanted) continue;
      for (const { tile: source, part } of sourcesOf(tile, wanted, level, partial))
        copyPart(await kept.planesOf(source, level), levelWindow(source.core, level), planes, window, part);
    }
    const origin = { column: window.column, row: window.row };
    return { width, height, pixelMetres: grid.pixelMetres * 2 ** level, planes, ...(sun ? { sun } : {}), origin };
  }

  return {
    folder: folder.path,
    grid,
    plan,
    ...(sun ? { sun } : {}),
    providers: folder.providers,
    troubles: folder.troubles,
    get warnings() {
      return record.warnings;
    },
    note: (warnings, tile) => record.note(warnings, tile?.index).catch(folder.goOnInMemory),
    isComplete: () => tiles.every(kept.isWhole),
    missingTiles: () => tiles.filter((tile) => !kept.isWhole(tile)),
    partsOf: kept.partsOf,
    has: (tile) => kept.isWhole(tile) || kept.partsOf(tile).some(({ core }) => holds(core, tile.core)),
    async writeTile(tile, planes, provider) {
      const { width, height } = tile.core;
      if (planes.length !== 4 * width * height)
        throw new RasterError(
          `Tile ${tile.index} has ${planes.length} values, ${4 * width * height} (4 x ${width} x ${height}) are wanted.`,
        );
      const fresh = { width, height, planes };
      const write = async () => {
        await folder.keep(tileFile(tile), await encodeTile(fresh), provider);
        await record.settle(tile.index).catch(folder.goOnInMemory);
      };
      await kept.add(tile, fresh, write());
    },
    readWindow,
  };
}
