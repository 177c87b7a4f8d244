import { readdirSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cogFaults } from '../../test/cog-check.ts';
import { compositeOptions, datesOf, type NamedPlanes, readNamedPlanes, simulatedSeason } from '../../test/season.ts';
import { BANDS, type Observations, observe, qualityOf, reflectance, SIDE, WHOLE } from '../../test/season-quality.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import { openProduct } from '../product/open.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import { makeComposite } from './composite.ts';
import type { CompositeOptions } from './composite-plan.ts';
import { dayOf } from './dates.ts';

/** Mixed, fair-weather cumulus, veiled, half covered, mixed: no date without clouds, each with others. */
const PASSES = [0, 2, 4, 5, 6];
const folder = temporaryFolder('nephoscope-composite-');
const season = simulatedSeason(folder, PASSES);
const options = (name: string, more?: Partial<CompositeOptions>) => compositeOptions(join(folder.path, name), more);

describe('a composite of simulated dates', () => {
  let composite: NamedPlanes;
  let seen: Observations;
  /** By pixel: the day of its observation, 0 where there is none. */
  let day: ArrayLike<number>;
  let planes: readonly ArrayLike<number>[];
  const clear = (pixel: number) => PASSES.map((_, date) => date).filter((date) => seen.weights[date]![pixel]! > 0);

  beforeAll(async () => {
    const path = join(folder.path, 'season.tif');
    const result = await makeComposite(season.bench, datesOf(season.products.toReversed()), options('season.tif'));
    expect(result.files.map((file) => file.path)).toEqual([path, join(folder.path, 'season.json')]);
    composite = await readNamedPlanes(path);
    day = composite.plane('date');
    planes = BANDS.map((band) => composite.plane(band));
    seen = await observe(season, folder.path);
  });

  it('is a COG with all bands, the day and the count of observations', async () => {
    expect(cogFaults(await readFile(join(folder.path, 'season.tif')))).toEqual([]);
    expect(composite.names.slice(-3)).toEqual(['B12', 'date', 'observations']);
  });

  it('is nearer to the ground without clouds than first quartile per band and first valid, with fewer left-overs', () => {
    const made = qualityOf((pixel, band) => (day[pixel] === 0 ? null : reflectance(planes[band]![pixel]!)));
    const quartile = qualityOf((pixel, band) => {
      const sorted = clear(pixel)
        .map((date) => seen.values[date]![band]![pixel]!)
        .sort((a, b) => a - b);
      return sorted.length === 0 ? null : sorted[Math.floor((sorted.length - 1) / 4)]!;
    });
    const first = qualityOf((pixel, band) => {
      const [date] = clear(pixel);
      return date === undefined ? null : seen.values[date]![band]![pixel]!;
    });
    expect(made.error).toBeLessThan(0.8 * first.error);
    expect(made.error).toBeLessThan(quartile.error);
    expect(made.leftOver).toBeLessThan(0.5 * first.leftOver);
    expect(made.leftOver).toBeLessThan(quartile.leftOver);
  });

  it('holds spectra of the days that it says, and counts the clear ones', () => {
    const byDay = new Map(season.products.map((product, index) => [dayOf(product), index]));
    const count = composite.plane('observations');
    // At the edge of the swath a coarser band may have no data although the mask has a class.
    const differing = Array.from(count).filter((value, pixel) => value !== clear(pixel).length);
    expect(differing.length).toBeLessThan(0.01 * SIDE * SIDE);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel += 7) {
      expect(count[pixel]).toBeLessThanOrEqual(clear(pixel).length);
      if (day[pixel] === 0) {
        expect(count[pixel]).toBe(0);
        expect(planes.map((plane) => plane[pixel])).toEqual([0, 0, 0, 0]);
        continue;
      }
      const date = byDay.get(day[pixel]!)!;
      expect(seen.weights[date]![pixel]).toBeGreaterThan(0);
      for (const band of BANDS.keys())
        expect(reflectance(planes[band]![pixel]!)).toBeCloseTo(seen.values[date]![band]![pixel]!, 4);
    }
  });

  it('tells what it was made of', async () => {
    const provenance = JSON.parse(await readFile(join(folder.path, 'season.json'), 'utf8'));
    expect(provenance.dates.map((date: { day: string }) => date.day)).toEqual([
      ...['2024-05-06', '2024-05-26', '2024-06-15', '2024-06-25', '2024-07-05'],
    ]);
    const pixels = provenance.dates.reduce((sum: number, date: { pixels: number }) => sum + date.pixels, 0);
    expect(pixels).toBe(provenance.observedPixels);
    expect(provenance.dates[0].parameters.bufferMetres.cloud).toBeGreaterThanOrEqual(0);
    expect(composite.tags.NEPHOSCOPE_PRODUCTS!.split(', ')).toHaveLength(PASSES.length);
  });

  it('prefers observations near the target day', async () => {
    const days = async (targetDate: string | null, name: string) => {
      await makeComposite(season.bench, datesOf(season.products), options(name, { targetDate, bands: ['B04'] }));
      const { plane, names } = await readNamedPlanes(join(folder.path, name));
      expect(names).toEqual(['B04', 'date', 'observations']);
      const seen = Array.from(plane('date')).filter((day) => day > 0);
      return seen.reduce((sum, day) => sum + day, 0) / seen.length;
    };
    const early = await days('2024-05-01', 'early.tif');
    const late = await days('2024-07-10', 'late.tif');
    expect(late - early).toBeGreaterThan(10);
  });

  it('takes the mask as it is shown: corrections by hand, sliders and buffers', async () => {
    const two = season.products.slice(0, 2);
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
    await makeComposite(season.bench, dates, options('hand.tif'));
    const day = (await readNamedPlanes(join(folder.path, 'hand.tif'))).plane('date');
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
        season.bench,
        datesOf(two).map((date) => ({ ...date, parameters })),
        options(name),
      );
      return result.dates[0]!.clearShare;
    };
    expect(await count('near.tif', 0)).toBeGreaterThan(0.02 + (await count('far.tif', 300)));
  });

  it('reads each product by its own offset: baselines before and from 04.00 in one season', async () => {
    const path = join(folder.path, 'old', basename(season.products[1]!.path));
    await cp(season.products[1]!.path, path, { recursive: true });
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
      const dates = datesOf([season.products[0]!, old]).map((date) => ({ ...date, parameters: anything }));
      await makeComposite(season.bench, dates, options('mixed.tif', { bands: ['B04'] }));
      const composite = await readNamedPlanes(join(folder.path, 'mixed.tif'));
      const [day, red] = [composite.plane('date'), composite.plane('B04')];
      const grid = old.grids[20]!;
      const dn = await Promise.all(
        [season.products[0]!, old].map(async (product) =>
          readBandOnGrid({ product, files: product.bands.B04!, grid, window: WHOLE }, season.bench.rasters),
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
      await season.bench.rasters.release(old);
      await old.close();
    }
  });

  it('refuses what does not go together, and leaves nothing when it is cancelled', async () => {
    await expect(makeComposite(season.bench, datesOf(season.products.slice(0, 1)), options('one.tif'))).rejects.toThrow(
      'A composite needs 2 dates or more; there is one.',
    );
    const twice = datesOf([season.products[0]!, season.products[0]!]);
    await expect(makeComposite(season.bench, twice, options('twice.tif'))).rejects.toThrow(
      'needs 2 dates or more; there is one (1 more of an image that is there already).',
    );
    const other = { ...season.products[1]!, tile: '32UNU' };
    await expect(
      makeComposite(season.bench, datesOf([season.products[0]!, other]), options('tile.tif')),
    ).rejects.toThrow('of tile 32UNU');
    const level = { ...season.products[1]!, level: 'L1C' as const };
    await expect(
      makeComposite(season.bench, datesOf([season.products[0]!, level]), options('level.tif')),
    ).rejects.toThrow('is L1C');
    await expect(
      makeComposite(season.bench, datesOf(season.products), options('band.tif', { bands: ['B10'] })),
    ).rejects.toThrow('does not have B10');
    for (const targetDate of ['2024-5-1', '2024-02-30', '2024-13-01'])
      await expect(
        makeComposite(season.bench, datesOf(season.products), options('day.tif', { targetDate })),
      ).rejects.toThrow('is no date');
    await expect(makeComposite(season.bench, datesOf(season.products), options('season.tif'))).rejects.toThrow(
      'already there',
    );

    const abort = new AbortController();
    const cancelled = makeComposite(season.bench, datesOf(season.products), {
      ...options('cancelled.tif', { signal: abort.signal }),
      onProgress: ({ stage }) => stage === 'Choosing observations' && abort.abort(),
    });
    await expect(cancelled).rejects.toThrow('Cancelled');
    expect(readdirSync(folder.path).filter((name) => /cancelled|\.part$/.test(name))).toEqual([]);
  });
});
