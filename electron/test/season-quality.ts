import type { BandId } from '../engine/core/bands.ts';
import { readBandOnGrid } from '../engine/raster/read-band.ts';
import { planBlocks } from '../engine/series/blocks.ts';
import { dayOf } from '../engine/series/dates.ts';
import { observeDate, planMask } from '../engine/series/observe.ts';
import { EXTENTS, tileGrid } from '../simulator/safe/identity.ts';
import { render } from '../simulator/world/render.ts';
import { DEFAULT_SEED, SMALL_GRAIN } from '../simulator/write-sample.ts';
import { compositeOptions, datesOf, type Season } from './season.ts';

/** The bands by which a composite is judged. */
export const BANDS = ['B02', 'B04', 'B8A', 'B11'] as const satisfies readonly BandId[];
const EXTENT = EXTENTS.tiny;
/** Pixels of 20 m along a side of a simulated date. */
export const SIDE = tileGrid(EXTENT, 20).width;
export const WHOLE = { column: 0, row: 0, width: SIDE, height: SIDE };
/** Further than this from the ground without clouds in blue, an observation is cloud, veil or shadow. */
const LEFT_OVER = 0.02;

/** Of DN in a composite of products from 04.00 on. */
export const reflectance = (dn: number) => dn / 10_000 - 0.1;

/** Reflectance of the ground without clouds and noise. */
function clearGround(): ReadonlyMap<BandId, Float32Array> {
  const sky = { seed: 0, cumulus: 0, stratusReach: -3, cirrusReach: -3 };
  const sun = { sunZenithDegrees: 35, sunAzimuthDegrees: 160 };
  const scene = { seed: DEFAULT_SEED, sky, level: 'L2A', extent: EXTENT, ...sun, grain: SMALL_GRAIN } as const;
  return render(scene, 20, WHOLE, [...BANDS]).reflectance;
}

/** By date and pixel: how well it is seen, 0 where the mask does not call it clear; by date, band and pixel: reflectance. */
export interface Observations {
  readonly weights: readonly ArrayLike<number>[];
  readonly values: readonly (readonly Float32Array[])[];
}

/** What all dates of a season show. */
export async function observe({ bench, products }: Season, folder: string): Promise<Observations> {
  const options = compositeOptions('unused.tif');
  const weights = await Promise.all(
    datesOf(products).map(async (date) => {
      const { product } = date;
      const blocks = planBlocks(WHOLE, 20, { readBytes: 1, writtenBytes: 1 });
      const plan = await planMask(bench, date, options);
      const target = { folder, name: `w-${dayOf(product)}.raw`, grid: product.grids[20]!, blocks };
      const { weights: file } = await observeDate(bench, date, plan, target, options);
      return file.read(blocks.strips[0]![0]!);
    }),
  );
  const bandOf = async (product: Season['products'][number], band: BandId) => {
    const request = { product, files: product.bands[band]!, grid: product.grids[20]!, window: WHOLE };
    return Float32Array.from((await readBandOnGrid(request, bench.rasters)).dn, reflectance);
  };
  const values = products.map((product) => Promise.all(BANDS.map((band) => bandOf(product, band))));
  return { weights, values: await Promise.all(values) };
}

/** How near reflectances are to the ground without clouds. */
export interface Quality {
  /** Root mean square error over all bands and pixels with a value. */
  readonly error: number;
  /** Percent of the pixels whose blue is off by more than {@link LEFT_OVER}. */
  readonly leftOver: number;
}

/** Judges reflectances by pixel and index of the band; null where there is none. */
export function qualityOf(at: (pixel: number, band: number) => number | null): Quality {
  const ground = clearGround();
  const truth = BANDS.map((band) => ground.get(band)!);
  let [squares, count, left, pixels] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const blue = at(pixel, 0);
    if (blue === null) continue;
    pixels++;
    if (Math.abs(blue - truth[0]![pixel]!) > LEFT_OVER) left++;
    for (const band of BANDS.keys()) {
      squares += (at(pixel, band)! - truth[band]![pixel]!) ** 2;
      count++;
    }
  }
  return { error: Math.sqrt(squares / count), leftOver: (100 * left) / pixels };
}
