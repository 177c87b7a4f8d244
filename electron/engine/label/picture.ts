import type { ChipPicture } from '../contract/label-chips.ts';
import { type BandId, GRID_METRES } from '../core/bands.ts';
import type { Grid, Window } from '../core/grid.ts';
import { filesOf } from '../model/product-input.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import { planePercentile, reflectancePlane } from '../raster/reflectance.ts';
import type { Chip } from './chips.ts';
import { LabelError } from './documents.ts';

const LOW_PERCENTILE = 0.02;
const HIGH_PERCENTILE = 0.995;

/** A picture of a chip on its own pixels. */
export interface DrawnChip {
  readonly width: number;
  readonly height: number;
  /** Not premultiplied; transparent where a band has no data. */
  readonly rgba: Uint8ClampedArray;
  /** Reflectance drawn as black and as full, per band. */
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/**
 * Draws bands of a product under a chip; the product may be one of another date on the same grid. One band gives grey.
 * @throws LabelError where the product lacks a band or lies elsewhere
 */
export async function drawChip(
  product: Product,
  chip: Pick<Chip, 'productGrid' | 'window'>,
  picture: ChipPicture,
  rasters: RasterContext,
  signal?: AbortSignal,
): Promise<DrawnChip> {
  const { coarser = 1 } = picture;
  const place = { ...chip, coarser };
  const { width, height } = coarsened(chip.window, coarser);
  const planes = await Promise.all(picture.bands.map((band) => readChipBand(product, band, place, rasters, signal)));
  const min = picture.min ?? planes.map((plane) => planePercentile(plane, LOW_PERCENTILE));
  const max = picture.max ?? planes.map((plane) => planePercentile(plane, HIGH_PERCENTILE));
  if (min.length !== planes.length || max.length !== planes.length)
    throw new LabelError(`There are ${planes.length} bands, ${min.length} minima and ${max.length} maxima.`, {
      remedy: 'Give one of each for every band.',
    });
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let channel = 0; channel < 3; channel++) {
    const index = planes.length === 3 ? channel : 0;
    const [plane, low, high] = [planes[index]!, min[index]!, max[index]!];
    for (let i = 0; i < plane.length; i++) {
      const stretched = Math.min(1, Math.max(0, (plane[i]! - low) / Math.max(1e-6, high - low)));
      rgba[4 * i + channel] = 255 * stretched ** (1 / picture.gamma);
    }
  }
  for (let i = 0; i < planes[0]!.length; i++)
    rgba[4 * i + 3] = planes.every((plane) => !Number.isNaN(plane[i]!)) ? 255 : 0;
  return { width, height, rgba, min, max };
}

/** Reflectance of a band on the pixels of a chip; NaN where there is no data. */
export async function readChipBand(
  product: Product,
  band: BandId,
  chip: Pick<Chip, 'productGrid' | 'window'> & { readonly coarser?: number },
  rasters: RasterContext,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { coarser = 1 } = chip;
  const files = filesOf(product, band);
  if (files.length === 0)
    throw new LabelError(`${product.id} has no ${band}.`, {
      file: product.path,
      remedy: 'Choose other bands, or a product that has it.',
    });
  const own = gridOfDate(product, chip.productGrid);
  const grid = { ...own, ...coarsened({ column: 0, row: 0, ...own }, coarser), pixelMetres: own.pixelMetres * coarser };
  const window = coarsened(chip.window, coarser);
  const { dn } = await readBandOnGrid({ product, files, grid, window }, rasters, {
    partial: true,
    signal,
  });
  return reflectancePlane(product, band, dn);
}

/** A window in pixels that are so many times as large. */
function coarsened({ column, row, width, height }: Window, times: number): Window {
  return {
    column: Math.floor(column / times),
    row: Math.floor(row / times),
    width: Math.ceil(width / times),
    height: Math.ceil(height / times),
  };
}

/** The grid of a product that is the same as a chip's. @throws LabelError where there is none */
function gridOfDate(product: Product, grid: Grid): Grid {
  const twin = GRID_METRES.map((metres) => product.grids[metres]).find((own) => own && isSameGrid(own, grid));
  if (twin) return twin;
  throw new LabelError(`${product.id} does not lie on the grid of the chip.`, {
    file: product.path,
    remedy: 'Choose a product of the same tile.',
  });
}

export function isSameGrid(a: Grid, b: Grid): boolean {
  const keys = ['epsg', 'originX', 'originY', 'pixelMetres', 'width', 'height'] as const;
  return keys.every((key) => a[key] === b[key]);
}
