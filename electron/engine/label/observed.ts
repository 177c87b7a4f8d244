import { BAND_IDS } from '../core/bands.ts';
import { type Grid, type Window, wholeWindow } from '../core/grid.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import { LabelError } from './documents.ts';

/** Windows that hold a pixel, and how many do not. */
export interface ObservedWindows {
  readonly observed: readonly Window[];
  readonly unobserved: number;
}

/** Pixels along the side of the blocks that are looked at first. */
const BLOCK = 16;

/**
 * The windows of a product's grid in which at least one pixel was imaged, by the first band of the product: what lies
 * outside of the swath, or of a part of a scene, is nothing to label. Reads the scene coarsely, and windows that this does
 * not decide as they are.
 * @throws LabelError where none holds any
 */
export async function observedWindows(
  product: Product,
  grid: Grid,
  windows: readonly Window[],
  rasters: RasterContext,
  signal?: AbortSignal,
): Promise<ObservedWindows> {
  const band = BAND_IDS.find((id) => (product.bands[id]?.length ?? 0) > 0);
  if (band === undefined) return { observed: windows, unobserved: 0 };
  const files = product.bands[band]!;
  const blocks: Grid = {
    ...grid,
    pixelMetres: BLOCK * grid.pixelMetres,
    width: Math.ceil(grid.width / BLOCK),
    height: Math.ceil(grid.height / BLOCK),
  };
  const options = signal === undefined ? {} : { signal };
  const { dn } = await readBandOnGrid({ product, files, grid: blocks, window: wholeWindow(blocks) }, rasters, options);
  const observed: Window[] = [];
  for (const window of windows) {
    const told = judge(dn, blocks, window);
    if (told === 'some' || (told === 'unsure' && (await holdsPixel(window)))) observed.push(window);
  }
  if (observed.length === 0)
    throw new LabelError(`No pixel of ${product.id} was imaged there.`, {
      file: product.path,
      remedy: 'Choose a part of the product that lies inside of the swath.',
    });
  return { observed, unobserved: windows.length - observed.length };

  async function holdsPixel(window: Window): Promise<boolean> {
    const read = await readBandOnGrid({ product, files, grid, window }, rasters, { ...options, partial: true });
    return read.dn.some((value) => value !== 0);
  }
}

/** Whether a window holds a pixel, as far as blocks that reach beyond it tell: they are 0 where all of their pixels are. */
function judge(blocks: Uint16Array, { width }: Grid, window: Window): 'none' | 'some' | 'unsure' {
  const end = { column: window.column + window.width, row: window.row + window.height };
  let found: 'none' | 'unsure' = 'none';
  for (let row = Math.floor(window.row / BLOCK); row * BLOCK < end.row; row++) {
    for (let column = Math.floor(window.column / BLOCK); column * BLOCK < end.column; column++) {
      if (blocks[row * width + column] === 0) continue;
      const isInside =
        column * BLOCK >= window.column &&
        row * BLOCK >= window.row &&
        (column + 1) * BLOCK <= end.column &&
        (row + 1) * BLOCK <= end.row;
      if (isInside) return 'some';
      found = 'unsure';
    }
  }
  return found;
}
