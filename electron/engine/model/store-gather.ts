import { intersectWindows, type Window } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import type { ProbabilityStore } from './probability-store.ts';
import { holds } from './store-parts.ts';
import { copyPart } from './store-windows.ts';
import { tilesOf } from './tiling.ts';

/**
 * The same store for a run whose whole result is wanted at its end: what is written through it is also laid where it belongs
 * in one raster of the window, in shared memory, so that it need not be read and unpacked again. The first
 * `readWindow` of that window hands the raster over, with what was on disk before; other reads are the store's own.
 */
export function gatherWindow(store: ProbabilityStore, window: Window): ProbabilityStore {
  const laid: Window[] = [];
  let planes: Uint8Array | null = null;
  let isOver = false;
  return {
    ...store,
    get warnings() {
      return store.warnings;
    },
    writeTile(tile, tilePlanes, provider) {
      const part = intersectWindows(tile.core, window);
      if (part && !isOver) {
        planes ??= new Uint8Array(new SharedArrayBuffer(4 * window.width * window.height));
        const { width, height } = tile.core;
        copyPart({ width, height, planes: tilePlanes }, tile.core, planes, window, part);
        laid.push(tile.core);
      }
      return store.writeTile(tile, tilePlanes, provider);
    },
    async readWindow(asked, level = 0, options = {}) {
      const target = planes;
      const isAll = level === 0 && holds(asked, window) && holds(window, asked);
      if (target === null || !isAll) return store.readWindow(asked, level, options);
      isOver = true;
      planes = null;
      for (const { core } of tilesOf(store.plan)) {
        const part = intersectWindows(core, window);
        if (!part || laid.some((known) => holds(known, part))) continue;
        const { width, height, planes: read } = await store.readWindow(part, 0, options);
        copyPart({ width, height, planes: read }, part, target, window, part);
      }
      const { sun, grid } = store;
      const size = { width: window.width, height: window.height, pixelMetres: grid.pixelMetres };
      const origin = { column: window.column, row: window.row };
      return { ...size, planes: target, ...(sun ? { sun } : {}), origin };
    },
  };
}

/** Codes that are put together while tiles are written through a store. */
export interface GatheredCodes {
  readonly store: ProbabilityStore;
  /** Of the window, row by row; what was on disk before is read. To be asked once. @throws RasterError as `readWindow` */
  codes(): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * As {@link gatherWindow}, of what `classify` makes of each tile, one byte for each pixel, which it decides on by itself: the
 * probabilities of the window are never together.
 */
export function gatherCodes(
  store: ProbabilityStore,
  window: Window,
  classify: (raster: ProbabilityRaster) => Uint8Array,
): GatheredCodes {
  const { pixelMetres } = store.grid;
  const laid: Window[] = [];
  let codes: Uint8Array<ArrayBuffer> | null = null;
  const lay = (core: Window, planes: Uint8Array): void => {
    const part = intersectWindows(core, window);
    if (!part) return;
    codes ??= new Uint8Array(window.width * window.height);
    const found = classify({ width: core.width, height: core.height, pixelMetres, planes });
    for (let row = part.row; row < part.row + part.height; row++) {
      const from = (row - core.row) * core.width + part.column - core.column;
      codes.set(
        found.subarray(from, from + part.width),
        (row - window.row) * window.width + part.column - window.column,
      );
    }
    laid.push(core);
  };
  return {
    store: {
      ...store,
      get warnings() {
        return store.warnings;
      },
      writeTile(tile, planes, provider) {
        lay(tile.core, planes);
        return store.writeTile(tile, planes, provider);
      },
    },
    async codes() {
      for (const { core } of tilesOf(store.plan)) {
        const part = intersectWindows(core, window);
        if (!part || laid.some((known) => holds(known, part))) continue;
        lay(part, (await store.readWindow(part)).planes);
      }
      return codes ?? new Uint8Array(window.width * window.height);
    },
  };
}
