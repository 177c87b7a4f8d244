import { type Grid, type Window, windowGrid } from '../core/grid.ts';
import type { ClassRaster } from '../mask/types.ts';
import { productGrid } from '../product/product-grid.ts';
import type { AskedMask, MaskTools } from './mask-source.ts';
import { blankMissingTiles, computedFraction, emptyRaster } from './partial-mask.ts';
import { levelGrid } from './view-levels.ts';

/** A class raster of a window of some grid, and whether it is what an export would write. */
export interface MaskPart {
  readonly grid: Grid;
  readonly raster: ClassRaster;
  /** Share of the mask's tiles that are computed, 0 to 1. */
  readonly fraction: number;
  readonly exact: boolean;
}

/**
 * A window of a level of a mask, as far as it is computed: 0 elsewhere.
 * @param at.window which part of the level's grid; null asks for nothing, and gives null
 */
export async function maskPart(
  { bench, source, sessions }: MaskTools,
  asked: AskedMask,
  at: { readonly level: number; readonly window: (grid: Grid) => Window | null },
): Promise<MaskPart | null> {
  const { product, pack, mask, signal } = asked;
  const { parameters } = mask;
  const { store, key } = await source.helped(asked);
  const { level } = at;
  const grid = levelGrid(productGrid(product, mask.grid), level);
  const window = at.window(grid);
  if (window === null) return null;
  const complete = store.isComplete();
  const whole = level === 0 && window.width === grid.width && window.height === grid.height;
  const found = { grid: windowGrid(grid, window), fraction: computedFraction(store), exact: complete && whole };
  if (found.fraction === 0) return { ...found, raster: emptyRaster(window, grid.pixelMetres) };
  const { column, row } = window;
  const corrections = { column, row, list: source.pixelsOf(mask.corrections, grid) };
  const part = { window, level, grid };
  const make = async (): Promise<ClassRaster> => {
    if (!bench.filling.has(source.keyOf(product, pack, mask.grid))) {
      const opened = await sessions.of(key, store, part, parameters.persistence);
      if (found.exact) return sessions.whole(opened, parameters, corrections, signal);
      return opened.session.update(parameters, { corrections, signal });
    }
    // There will be more of it soon: a thread of its own would be started for each piece that is looked at.
    const probabilities = await sessions.read(store, part, parameters.persistence);
    return bench.masks.compute(probabilities, parameters, { corrections, signal });
  };
  const raster = await make();
  if (!complete) blankMissingTiles(raster, store, window, level);
  return { ...found, raster };
}
