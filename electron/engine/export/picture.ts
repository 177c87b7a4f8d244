import type { BandId } from '../core/bands.ts';
import { RasterError } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import { planePercentile, reflectancePlane } from '../raster/reflectance.ts';

const LOW_PERCENTILE = 0.02;
const HIGH_PERCENTILE = 0.98;
/** Nothing darker in sight is cloud, not haze, and is not to be drawn black. */
const MOST_HAZE = 0.12;
const HIGH_REFLECTANCE = 0.35;
const GAMMA = 1.4;
/** Brightest that is told apart where the unit is not known, over the darkest, in medians over the darkest. */
const MOST_OF_MEDIAN = 6;
/** Pixels of the picture's longer side, unless the caller says otherwise. */
const MAX_SIDE = 1200;

/** What is drawn red, green and blue; one band is drawn grey. */
export type PictureBands = readonly [BandId] | readonly [BandId, BandId, BandId];

export const TRUE_COLOUR: PictureBands = ['B04', 'B03', 'B02'];

/**
 * A picture of a window of a grid in the grid's own projection, true colour unless `bands` says otherwise, at most `maxSide`
 * (1200) pixels wide or high: RGBA, transparent where there is no data. Stretched from the 2nd percentile of each band, at most
 * 0.12, to a reflectance of 0.35 (of other than visible bands the 98th percentile where that is more), gamma 1.4, so that
 * fields and cloud edges are both seen.
 */
export async function bandPicture(
  product: Product,
  grid: Grid,
  window: Window,
  context: RasterContext,
  {
    signal,
    maxSide = MAX_SIDE,
    bands = TRUE_COLOUR,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly maxSide?: number;
    readonly bands?: PictureBands;
  } = {},
): Promise<{ readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray }> {
  const coarse = coarsened(grid, window, maxSide);
  const { width, height } = coarse;
  const planes = await Promise.all(bands.map((band) => readReflectance(product, band, coarse, context, signal)));
  const limits = planes.map((plane, channel) => {
    const low = Math.min(MOST_HAZE, planePercentile(plane, LOW_PERCENTILE));
    const isVisible = TRUE_COLOUR.some((band) => band === bands[channel]);
    return [
      low,
      isVisible ? HIGH_REFLECTANCE : Math.max(HIGH_REFLECTANCE, planePercentile(plane, HIGH_PERCENTILE)),
    ] as const;
  });
  return { width, height, rgba: paint(planes, limits) };
}

/** A window of a grid with so large pixels that neither side has more than `maxSide`. */
export function coarsened(grid: Grid, window: Window, maxSide: number): Grid {
  const shrink = Math.max(1, Math.max(window.width, window.height) / maxSide);
  return {
    ...grid,
    originX: grid.originX + window.column * grid.pixelMetres,
    originY: grid.originY - window.row * grid.pixelMetres,
    pixelMetres: grid.pixelMetres * shrink,
    width: Math.max(1, Math.floor(window.width / shrink)),
    height: Math.max(1, Math.floor(window.height / shrink)),
  };
}

/**
 * What a plane is stretched between when nothing is known of its unit: from its 2nd to its 98th percentile, but so that clouds
 * do not leave the ground dark. NaN is missing.
 */
export function ownLimits(plane: Float32Array): readonly [low: number, high: number] {
  const low = planePercentile(plane, LOW_PERCENTILE);
  const median = planePercentile(plane, 0.5);
  const high = planePercentile(plane, HIGH_PERCENTILE);
  return [low, median > low ? Math.min(high, low + MOST_OF_MEDIAN * (median - low)) : high];
}

/** One plane in grey, or three as red, green and blue, each stretched between its limits: RGBA, transparent where all are NaN. */
export function paint(
  planes: readonly Float32Array[],
  limits: readonly (readonly [low: number, high: number])[],
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * planes[0]!.length);
  for (let i = 0; i < planes[0]!.length; i++) {
    for (const [channel, plane] of planes.entries()) {
      const value = plane[i]!;
      if (Number.isNaN(value)) continue;
      const [low, high] = limits[channel]!;
      // A plane of one value is drawn grey, not black.
      const stretched = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
      const level = 255 * stretched ** (1 / GAMMA);
      if (planes.length === 1) rgba.fill(level, 4 * i, 4 * i + 3);
      else rgba[4 * i + channel] = level;
      rgba[4 * i + 3] = 255;
    }
  }
  return rgba;
}

/** Reflectance of a band on a grid; NaN where there is no data. */
export async function readReflectance(
  product: Product,
  band: BandId,
  grid: Grid,
  context: RasterContext,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const files = product.bands[band];
  if (!files) throw new RasterError(`${product.id} has no ${band}, which the picture needs.`);
  const window = { column: 0, row: 0, width: grid.width, height: grid.height };
  const { dn } = await readBandOnGrid({ product, files, grid, window }, context, {
    speed: 'preview',
    isPicture: true,
    signal,
  });
  return reflectancePlane(product, band, dn);
}
