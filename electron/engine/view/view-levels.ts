import { MAX_BUFFER_METRES } from '../core/classes.ts';
import { type Grid, intersectWindows, type Window, wholeWindow } from '../core/grid.ts';
import { squaredRadiusPixels } from '../mask/parameters.ts';
import { COARSEST_LEVEL } from '../model/tiling.ts';
import { type MercatorView, warpView } from '../raster/warp.ts';

/** The grid of a level of the pyramid: pixels 2^level times as large. */
export function levelGrid(grid: Grid, level: number): Grid {
  const scale = 2 ** level;
  return {
    ...grid,
    pixelMetres: grid.pixelMetres * scale,
    width: Math.ceil(grid.width / scale),
    height: Math.ceil(grid.height / scale),
  };
}

/** The coarsest level whose pixels are not larger than the view's. */
export function levelForView(view: MercatorView, grid: Grid): number {
  const { scale } = warpView({ ...view, width: Math.min(view.width, 64), height: Math.min(view.height, 64) }, grid);
  const shrunk = (scale * Math.min(view.width, 64)) / view.width;
  return Math.min(COARSEST_LEVEL, Math.max(0, Math.floor(Math.log2(Math.max(1, shrunk)))));
}

/** The level at which a grid of so many pixels has about as many as wanted. */
export function levelForPixels(pixels: number, wanted: number): number {
  return Math.min(COARSEST_LEVEL, Math.max(0, Math.round(Math.log2(pixels / wanted) / 2)));
}

/**
 * The window of a grid that a view shows, on multiples of 64 pixels so that small moves keep it, with a halo for the
 * largest of buffers so that a slider does too.
 */
export function windowUnder(view: MercatorView, grid: Grid): Window | null {
  const halo = Math.floor(Math.sqrt(squaredRadiusPixels(MAX_BUFFER_METRES, grid.pixelMetres)));
  const { columns, rows } = warpView({ ...view, width: 9, height: 9 }, grid);
  const range = (values: Float32Array): readonly [number, number] => {
    const margin = (Math.max(...values) - Math.min(...values)) / 8 + halo + 2;
    return [64 * Math.floor((Math.min(...values) - margin) / 64), 64 * Math.ceil((Math.max(...values) + margin) / 64)];
  };
  const [left, right] = range(columns);
  const [top, bottom] = range(rows);
  return intersectWindows({ column: left, row: top, width: right - left, height: bottom - top }, wholeWindow(grid));
}
