import { expect, it } from 'vitest';
import { BAND_IDS } from '../core/bands.ts';
import { wholeWindow } from '../core/grid.ts';
import type { Product } from '../product/types.ts';
import { type ExportFormat, FORMATS } from './formats.ts';

const grid = (width: number, height: number, pixelMetres: number) => ({
  ...{ epsg: 32633, originX: 0, originY: 0 },
  ...{ width, height, pixelMetres },
});
const T29UNU = grid(1830, 1830, 60);
const FINE = grid(1320, 1044, 10);
const MIDDLE = grid(660, 522, 20);
const COARSE = grid(220, 174, 60);

/** What `nephoscope mask` wrote: T29UNU and the built-in samples with all formats. */
const WRITTEN: readonly (readonly [ExportFormat, ReturnType<typeof grid>, number, number?])[] = [
  ['cog', T29UNU, 135_895],
  ['probabilities', T29UNU, 3_943_997],
  ['gpkg', T29UNU, 2_904_064],
  ['shp', T29UNU, 2_525_772],
  ['fgb', T29UNU, 2_582_416],
  ['geojson', T29UNU, 4_306_126],
  ['cleaned', T29UNU, 13_678_324, 11],
  ['cog', FINE, 64_055],
  ['probabilities', FINE, 2_648_416],
  ['gpkg', FINE, 1_675_264],
  ['shp', FINE, 1_385_044],
  ['fgb', FINE, 1_433_136],
  ['geojson', FINE, 2_336_313],
  ['cleaned', FINE, 13_356_381, 13],
  ['cog', MIDDLE, 26_651],
  ['probabilities', MIDDLE, 757_800],
  ['quicklook', MIDDLE, 997_685],
  ['report', MIDDLE, 634_184],
  ['gpkg', MIDDLE, 663_552],
  ['shp', MIDDLE, 492_911],
  ['geojson', MIDDLE, 834_075],
  ['cleaned', MIDDLE, 4_563_776, 12],
  ['cog', COARSE, 10_233],
  ['probabilities', COARSE, 95_010],
  ['gpkg', COARSE, 266_240],
  ['shp', COARSE, 165_859],
  ['geojson', COARSE, 279_304],
  ['cleaned', COARSE, 522_953, 12],
  ['cog', grid(5490, 5490, 20), 2_433_811],
  ['probabilities', grid(5490, 5490, 20), 97_416_510],
  ['cleaned', grid(10_980, 10_980, 10), 203_365_973, 1],
];

function estimateOf(format: ExportFormat, of: ReturnType<typeof grid>, bandCount: number) {
  const cleanedBands = BAND_IDS.slice(0, bandCount);
  const bands = Object.fromEntries(cleanedBands.map((id) => [id, [{}]]));
  const product = { id: 'X', bands, grids: { [of.pixelMetres]: of } } as unknown as Product;
  const options = { cloudyClasses: [], cleanedStack: false, simplifyMetres: null };
  const recipe = { ...options, cleanedBands, cleanedGrid: of.pixelMetres as 10 | 20 | 60 };
  return FORMATS.find(({ id }) => id === format)!.estimate({
    ...{ product, packId: 'nephos-l2a', grid: of, window: wholeWindow(of), recipe },
  });
}

it.each(WRITTEN)('%s of %j: %d bytes are within the range, which is no wider than a scene may be', (...written) => {
  const [kind, size, bytes, bands = 1] = written as unknown as (typeof WRITTEN)[number];
  const [least, most] = estimateOf(kind, size, bands);
  expect(bytes).toBeGreaterThanOrEqual(least);
  expect(bytes).toBeLessThanOrEqual(most);
  expect(most / least).toBeLessThan(12);
});

it('grows with bands', () => {
  const of = (bands: number) => estimateOf('cleaned', FINE, bands);
  expect(of(4)[1] / of(1)[1]).toBeCloseTo(4, 1);
});
