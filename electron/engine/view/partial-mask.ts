import { intersectWindows, type Window } from '../core/grid.ts';
import type { ClassRaster } from '../mask/types.ts';
import type { ProbabilityStore } from '../model/store.ts';
import { tilesOf } from '../model/tiling.ts';

/** Share of a store's tiles that are computed, 0 to 1. */
export function computedFraction(store: ProbabilityStore): number {
  return 1 - store.missingTiles().length / tilesOf(store.plan).length;
}

/** What is shown of a mask of which nothing is computed. */
export function emptyRaster({ width, height }: Window, pixelMetres: number): ClassRaster {
  return { width, height, pixelMetres, codes: new Uint8Array(width * height) };
}

/** Sets what is not computed yet to 0, so that it can be told from missing data. */
export function blankMissingTiles(raster: ClassRaster, store: ProbabilityStore, window: Window, level: number): void {
  const scale = 2 ** level;
  for (const { core } of store.missingTiles()) {
    const tile = {
      column: core.column / scale,
      row: core.row / scale,
      width: Math.ceil(core.width / scale),
      height: Math.ceil(core.height / scale),
    };
    const shared = intersectWindows(tile, window);
    if (!shared) continue;
    for (let row = shared.row - window.row; row < shared.row - window.row + shared.height; row++) {
      const start = row * window.width + shared.column - window.column;
      raster.codes.fill(0, start, start + shared.width);
    }
  }
}
