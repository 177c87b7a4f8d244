import { intersectWindows, type Window } from '../core/grid.ts';
import type { ClassRaster } from '../mask/types.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import { levelWindow } from '../model/store-windows.ts';
import { tilesOf } from '../model/tiling.ts';

/** Share of a store's tiles that are computed, 0 to 1; of a tile that is there in parts, their share. */
export function computedFraction(store: ProbabilityStore): number {
  const missing = store.missingTiles();
  const partly = missing.map((tile) => {
    const pixels = store.partsOf(tile).reduce((sum, { core }) => sum + core.width * core.height, 0);
    return Math.min(1, pixels / (tile.core.width * tile.core.height));
  });
  const tiles = tilesOf(store.plan).length;
  const there = tiles - missing.length + partly.reduce((sum, share) => sum + share, 0);
  // Only what is complete is shown as such.
  return missing.length === 0 ? 1 : Math.min(there / tiles, 1 - 1e-6);
}

/** What is shown of a mask of which nothing is computed. */
export function emptyRaster({ width, height }: Window, pixelMetres: number): ClassRaster {
  return { width, height, pixelMetres, codes: new Uint8Array(width * height) };
}

/** Sets what is not computed yet to 0, so that it can be told from missing data. */
export function blankMissingTiles(raster: ClassRaster, store: ProbabilityStore, window: Window, level: number): void {
  const codes = raster.codes.slice();
  for (const tile of store.missingTiles()) {
    const blank = rowsOf(tile.core, window, level);
    if (blank.length === 0) continue;
    for (const [from, end] of blank) raster.codes.fill(0, from, end);
    for (const part of store.partsOf(tile))
      for (const [from, end] of rowsOf(part.core, window, level)) raster.codes.set(codes.subarray(from, end), from);
  }
}

/** Where the rows of a core begin and end in a window of a level; none where it lies outside. */
function rowsOf(core: Window, window: Window, level: number): (readonly [number, number])[] {
  const shared = intersectWindows(levelWindow(core, level), window);
  return Array.from({ length: shared?.height ?? 0 }, (_, row) => {
    const from = (shared!.row - window.row + row) * window.width + shared!.column - window.column;
    return [from, from + shared!.width] as const;
  });
}
