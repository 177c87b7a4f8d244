import { readdirSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXTENTS, tileGrid } from '../../simulator/safe/identity.ts';
import { render } from '../../simulator/world/render.ts';
import { DEFAULT_SEED, SMALL_GRAIN, writeSample } from '../../simulator/write-sample.ts';
import { cogFaults } from '../../test/cog-check.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import type { BandId } from '../core/bands.ts';
import { createWorkbench, type Workbench } from '../produce/workbench.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import { planBlocks } from './blocks.ts';
import { makeComposite } from './composite.ts';
import type { CompositeOptions } from './composite-plan.ts';
import { dayOf } from './dates.ts';
import { observeDate, planMask } from './observe.ts';

/** Mixed, fair-weather cumulus, veiled, half covered, mixed: no date without clouds, each with others. */
const PASSES = [0, 2, 4, 5, 6];
const BANDS = ['B02', 'B04', 'B8A', 'B11'] as const satisfies readonly BandId[];
const EXTENT = EXTENTS.tiny;
const SIDE = tileGrid(EXTENT, 20).width;
const WHOLE = { column: 0, row: 0, width: SIDE, height: SIDE };
/** Further than this from the ground without clouds in blue, an observation is cloud, veil or shadow. */
const LEFT_OVER = 0.02;

const folder = temporaryFolder('nephoscope-composite-');
let bench: Workbench;
const products: Product[] = [];

beforeAll(async () => {
  bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder.path, 'cache'), threads: 1 });
  for (const pass of PASSES) {
    const { productPath } = await writeSample({ folder: folder.path, level: 'L2A', size: 'tiny', pass, threads: 1 });
    products.push(await openProduct(productPath));
  }
}, 240_000);
afterAll(async () => {
  for (const product of products) {
    await bench.rasters.release(product);
    await product.close();
  }
  await bench.close();
});

const options = (path: string, more: Partial<CompositeOptions> = {}): CompositeOptions => ({
  ...{ grid: 20, maskGrid: 20, bands: [], targetDate: null, area: { kind: 'scene' }, overwrite: false },
  ...{ device: 'cpu', version: '0.0.0-test', path: join(folder.path, path) },
  ...more,
});
const datesOf = (list: readonly Product[]) =>
  list.map((product) => ({ product, pack: null, parameters: null, corrections: [] }));

interface Raster {
  readonly names: readonly string[];
  readonly plane: (name: string) => ArrayLike<number>;
  readonly tags: Record<string, string>;
}

async function readComposite(path: string): Promise<Raster> {
  const tiff = await fromFile(path);
  const image = await tiff.getImage();
  const planes = (await image.readRasters()) as unknown as ArrayLike<number>[];
  const names: string[] = [];
  for (const sample of planes.keys()) names.push((await image.getGDALMetadata(sample))?.DESCRIPTION as string);
  const tags = ((await image.getGDALMetadata()) ?? {}) as Record<string, string>;
  await tiff.close();
  return { names, tags, plane: (name) => planes[names.indexOf(name)]! };
}

const reflectance = (value: number) => value / 10_000 - 0.1;

/** Reflectance of the ground without clouds and noise. */
function clearGround(): ReadonlyMap<BandId, Float32Array> {
  const sky = { seed: 0, cumulus: 0, stratusReach: -3, cirrusReach: -3 };
  const sun = { sunZenithDegrees: 35, sunAzimuthDegrees: 160 };
  const scene = { seed: DEFAULT_SEED, sky, level: 'L2A', extent: EXTENT, ...sun, grain: SMALL_GRAIN } as const;
  return render(scene, 20, WHOLE, [...BANDS]).reflectance;
}

/** Reflectances of all dates, and which of their pixels the mask calls clear. */
async function observations() {
  const weights = await Promise.all(
    products.map(async (product) => {
      const blocks = planBlocks(WHOLE, 20, { readBytes: 1, writtenBytes: 1 });
      const date = { product, pack: null, parameters: null, corrections: [] };
      const plan = await planMask(bench, date, options('unused.tif'));
      const target = { folder: folder.path, name: `w-${dayOf(product)}.raw`, grid: product.grids[20]!, blocks };
      const { weights: file } = await observeDate(bench, date, plan, target, options('unused.tif'));
      return file.read(blocks.strips[0]![0]!);
    }),
  );
  const values = await Promise.all(
    products.map(async (product) =>
      Promise.all(
        BANDS.map(async (band) => {
          const request = { product, files: product.bands[band]!, grid: product.grids[20]!, window: WHOLE };
          const { dn } = await readBandOnGrid(request, bench.rasters);
          return Float32Array.from(dn, (value) => (value - 1000) / 10_000);
        }),
      ),
    ),
  );
  return { weights, values };
}

interface Quality {
  /** Root mean square error over all bands and pixels with a value. */
  readonly error: number;
  /** Percent of the pixels whose blue is off by more than {@link LEFT_OVER}. */
  readonly leftOver: number;
}

function quality(of: (pixel: number, band: number) => number | null): Quality {
  const truth = BANDS.map((band) => clearGround().get(band)!);
  let [squares, count, left, pixels] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const blue = of(pixel, 0);
    if (blue === null) continue;
    pixels++;
    if (Math.abs(blue - truth[0]![pixel]!) > LEFT_OVER) left++;
    for (const band of BANDS.keys()) {
      squares += (of(pixel, band)! - truth[band]![pixel]!) ** 2;
      count++;
    }
  }
  return { error: Math.sqrt(squares / count), leftOver: (100 * left) / pixels };
}

describe('a composite of simulated dates', () => {
  it('is nearer to the ground without clouds than first quartile per band and first valid, with fewer left-overs', async () => {
    const path = join(folder.path, 'season.tif');
    const result = await makeComposite(bench, datesOf(products.toReversed()), options('season.tif'));
    expect(result.files.map((file) => file.path)).toEqual([path, join(folder.path, 'season.json')]);
    expect(cogFaults(await readFile(path))).toEqual([]);
    const composite = await readComposite(path);
    expect(composite.names.slice(-3)).toEqual(['B12', 'date', 'observations']);
    const bandPlanes = BANDS.map((band) => composite.plane(band));
    const day = composite.plane('date');
    const made = quality((pixel, band) => (day[pixel] === 0 ? null : reflectance(bandPlanes[band]![pixel]!)));

    const { weights, values } = await observations();
    const clear = (pixel: number) => PASSES.map((_, date) => date).filter((date) => weights[date]![pixel]! > 0);
    const quartile = quality((pixel, band) => {
      const sorted = clear(pixel)
        .map((date) => values[date]![band]![pixel]!)
        .sort((a, b) => a - b);
      return sorted.length === 0 ? null : sorted[Math.floor((sorted.length - 1) / 4)]!;
    });
    const first = quality((pixel, band) => {
      const [date] = clear(pixel);
      return date === undefined ? null : values[date]![band]![pixel]!;
    });
    expect(made.error).toBeLessThan(0.8 * first.error);
    expect(made.error).toBeLessThan(quartile.error);
    expect(made.leftOver).toBeLessThan(0.5 * first.leftOver);
    expect(made.leftOver).toBeLessThan(quartile.leftOver);

    // Every spectrum is an observation of the day that it says, and the count is that of the clear ones.
    const byDay = new Map(products.map((product, index) => [dayOf(product), index]));
    const count = composite.plane('observations');
    // At the edge of the swath a coarser band may have no data although the mask has a class.
    const differing = Array.from(count).filter((value, pixel) => value !== clear(pixel).length);
    expect(differing.length).toBeLessThan(0.01 * SIDE * SIDE);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel += 7) {
      expect(count[pixel]).toBeLessThanOrEqual(clear(pixel).length);
      if (day[pixel] === 0) {
        expect(count[pixel]).toBe(0);
        expect(bandPlanes.map((plane) => plane[pixel])).toEqual([0, 0, 0, 0]);
        continue;
      }
      const date = byDay.get(day[pixel]!)!;
      expect(weights[date]![pixel]).toBeGreaterThan(0);
      for (const band of BANDS.keys())
        expect(reflectance(bandPlanes[band]![pixel]!)).toBeCloseTo(values[date]![band]![pixel]!, 4);
    }

    const provenance = JSON.parse(await readFile(join(folder.path, 'season.json'), 'utf8'));
    expect(provenance.dates.map((date: { day: string }) => date.day)).toEqual([
      ...['2024-05-06', '2024-05-26', '2024-06-15', '2024-06-25', '2024-07-05'],
    ]);
    const pixels = provenance.dates.reduce((sum: number, date: { pixels: number }) => sum + date.pixels, 0);
    expect(pixels).toBe(provenance.observedPixels);
    expect(provenance.dates[0].parameters.bufferMetres.cloud).toBeGreaterThanOrEqual(0);
    expect(composite.tags.NEPHOSCOPE_PRODUCTS!.split(', ')).toHaveLength(PASSES.length);
  }, 240_000);

  it('prefers observations near the target day', async () => {
    const days = async (targetDate: string | null, name: string) => {
      await makeComposite(bench, datesOf(products), options(name, { targetDate, bands: ['B04'] }));
      const { plane, names } = await readComposite(join(folder.path, name));
      expect(names).toEqual(['B04', 'date', 'observations']);
      const seen = Array.from(plane('date')).filter((day) => day > 0);
      return seen.reduce((sum, day) => sum + day, 0) / seen.length;
    };
    const early = await days('2024-05-01', 'early.tif');
    const late = await days('2024-07-10', 'late.tif');
    expect(late - early).toBeGreaterThan(10);
  }, 120_000);

  it('takes the mask as it is shown: corrections by hand, sliders and buffers', async () => {
    const two = products.slice(0, 2);
    const { footprint } = two[0]!;
    const [longitudes, latitudes] = [0, 1].map((axis) => footprint!.map((corner) => corner[axis]!)) as [
      number[],
      number[],
    ];
    const middle = (list: number[]) => (Math.min(...list) + Math.max(...list)) / 2;
    const shape = {
      kind: 'stroke' as const,
      points: [[middle(longitudes), middle(latitudes)] as const],
      radiusMetres: 600,
    };
    const hand = (id: 'clear' | 'cloud') => [{ class: id, shape }];
    const dates = datesOf(two).map((date, index) => ({ ...date, corrections: hand(index === 0 ? 'cloud' : 'clear') }));
    await makeComposite(bench, dates, options('hand.tif'));
    const day = (await readComposite(join(folder.path, 'hand.tif'))).plane('date');
    const round = (at: number) => Math.hypot((at % SIDE) - SIDE / 2, Math.floor(at / SIDE) - SIDE / 2) < 25;
    const inside = Array.from(day).filter((_, at) => round(at));
    expect(new Set(inside)).toEqual(new Set([dayOf(two[1]!)]));
    const provenance = JSON.parse(await readFile(join(folder.path, 'hand.json'), 'utf8'));
    expect(provenance.dates.map((date: { corrections: unknown[] }) => date.corrections.length)).toEqual([1, 1]);

    const count = async (name: string, cloud: number) => {
      const parameters = {
        thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
        bufferMetres: { shadow: 0, semi: 0, cloud },
        minAreaSquareMetres: 0,
      };
      const result = await makeComposite(
        bench,
        datesOf(two).map((date) => ({ ...date, parameters })),
        options(name),
      );
      return result.dates[0]!.clearShare;
    };
    expect(await count('near.tif', 0)).toBeGreaterThan(0.02 + (await count('far.tif', 300)));
  }, 120_000);

  it('reads each product by its own offset: baselines before and from 04.00 in one season', async () => {
    const path = join(folder.path, 'old', basename(products[1]!.path));
    await cp(products[1]!.path, path, { recursive: true });
    const metadata = join(path, 'MTD_MSIL2A.xml');
    const before = await readFile(metadata, 'utf8');
    const after = before.replace(/<BOA_ADD_OFFSET_VALUES_LIST>[\s\S]*?<\/BOA_ADD_OFFSET_VALUES_LIST>/, '');
    expect(after).not.toBe(before);
    await writeFile(metadata, after.replaceAll('05.10', '02.14'));
    const old = await openProduct(path);
    try {
      expect(old.offsets.B04 ?? 0).toBe(0);
      const anything = {
        thresholds: { shadow: 1, semi: 1, cloud: 1 },
        bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
        minAreaSquareMetres: 0,
      };
      const dates = datesOf([products[0]!, old]).map((date) => ({ ...date, parameters: anything }));
      await makeComposite(bench, dates, options('mixed.tif', { bands: ['B04'] }));
      const composite = await readComposite(join(folder.path, 'mixed.tif'));
      const [day, red] = [composite.plane('date'), composite.plane('B04')];
      const grid = old.grids[20]!;
      const dn = await Promise.all(
        [products[0]!, old].map(async (product) =>
          readBandOnGrid({ product, files: product.bands.B04!, grid, window: WHOLE }, bench.rasters),
        ),
      );
      const seen = [0, 0];
      for (let at = 0; at < day.length; at++) {
        if (day[at] === 0) continue;
        const date = day[at] === dayOf(old) ? 1 : 0;
        seen[date]!++;
        // Of ESA's own DN 1000 stand for nothing from 04.00 on, and for 0.1 before.
        expect(red[at]).toBe(dn[date]!.dn[at]! + (date === 1 ? 1000 : 0));
      }
      expect(Math.min(...seen)).toBeGreaterThan(100);
    } finally {
      await bench.rasters.release(old);
      await old.close();
    }
  }, 120_000);

  it('refuses what does not go together, and leaves nothing when it is cancelled', async () => {
    await expect(makeComposite(bench, datesOf(products.slice(0, 1)), options('one.tif'))).rejects.toThrow(
      'A composite needs 2 dates or more; there is one.',
    );
    const twice = datesOf([products[0]!, products[0]!]);
    await expect(makeComposite(bench, twice, options('twice.tif'))).rejects.toThrow('is there twice');
    const other = { ...products[1]!, tile: '32UNU' };
    await expect(makeComposite(bench, datesOf([products[0]!, other]), options('tile.tif'))).rejects.toThrow(
      'of tile 32UNU',
    );
    const level = { ...products[1]!, level: 'L1C' as const };
    await expect(makeComposite(bench, datesOf([products[0]!, level]), options('level.tif'))).rejects.toThrow('is L1C');
    await expect(makeComposite(bench, datesOf(products), options('band.tif', { bands: ['B10'] }))).rejects.toThrow(
      'does not have B10',
    );
    for (const targetDate of ['2024-5-1', '2024-02-30', '2024-13-01'])
      await expect(makeComposite(bench, datesOf(products), options('day.tif', { targetDate }))).rejects.toThrow(
        'is no date',
      );
    await expect(makeComposite(bench, datesOf(products), options('season.tif'))).rejects.toThrow('already there');

    const abort = new AbortController();
    const cancelled = makeComposite(bench, datesOf(products), {
      ...options('cancelled.tif', { signal: abort.signal }),
      onProgress: ({ stage }) => stage === 'Choosing observations' && abort.abort(),
    });
    await expect(cancelled).rejects.toThrow('Cancelled');
    expect(readdirSync(folder.path).filter((name) => /cancelled|\.part$/.test(name))).toEqual([]);
  }, 120_000);
});
