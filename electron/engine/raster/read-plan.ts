import type { RasterFile } from '../product/types.ts';
import type { Lattice } from './taps.ts';

/**
 * `quality` (default) decodes at least as finely as the grid; `preview` may be up to twice as coarse where a finer file
 * is halved anyway; `draft` is as coarse as twice the grid wherever the file allows it.
 */
export type ReadSpeed = 'quality' | 'preview' | 'draft';

/** How a grid is served from a file. */
export interface ReadPlan {
  readonly reduce: number;
  readonly method: 'copy' | 'linear' | 'area';
}

/** Orders the files of a band by how well they serve a grid: equal pixel size, then the coarsest finer one, then coarser ones. */
export function filesForGrid(
  files: readonly RasterFile[],
  pixelMetres: number,
  metresOf: (file: RasterFile) => number = (file) => file.pixelMetres,
): RasterFile[] {
  const finer = files.filter((file) => metresOf(file) <= pixelMetres);
  const coarser = files.filter((file) => metresOf(file) > pixelMetres);
  return [...finer.sort((a, b) => metresOf(b) - metresOf(a)), ...coarser.sort((a, b) => metresOf(a) - metresOf(b))];
}

/**
 * Chooses reduction and method for a file of `fileMetres` on a grid of `gridMetres`:
 * equal sizes are copied; a coarser file is interpolated; a finer one is halved while it stays at least as fine as the
 * grid, then averaged by area. A `preview` halves a finer file once more and interpolates, a `draft` any file. Halved exactly to the grid's size, the wavelet's samples lie half a fine pixel off the grid's centres (see `BandSource`): interpolation puts that right.
 */
export function planRead(
  fileMetres: number,
  gridMetres: number,
  levels: number,
  speed: ReadSpeed = 'quality',
): ReadPlan {
  if (speed === 'draft' && fileMetres <= gridMetres && levels > 0) {
    const reduce = Math.floor(Math.log2((2 * gridMetres) / fileMetres) + 1e-9);
    return { reduce: Math.min(levels, reduce), method: 'linear' };
  }
  if (fileMetres === gridMetres) return { reduce: 0, method: 'copy' };
  if (fileMetres > gridMetres) return { reduce: 0, method: 'linear' };
  const exact = Math.log2(gridMetres / fileMetres);
  const reduce = Math.min(levels, Math.floor(exact + 1e-9));
  if (speed === 'preview' && reduce < exact - 1e-9 && reduce < levels) return { reduce: reduce + 1, method: 'linear' };
  return { reduce, method: reduce > 0 && Math.abs(reduce - exact) < 1e-9 ? 'linear' : 'area' };
}

/** Samples of a raster reduced by `reduce`, along one axis of length `size` at full resolution. */
export function latticeOf(size: number, fileMetres: number, reduce: number, offsetMetres = 0): Lattice {
  return {
    firstMetres: offsetMetres + 0.5 * fileMetres,
    stepMetres: fileMetres * 2 ** reduce,
    count: Math.ceil(size / 2 ** reduce),
  };
}
