import { expect, test } from 'vitest';
import type { BandStatistics } from '../api/types.ts';
import { stretched, whiteOf } from './stretch.ts';

const statistics = (p2: number, p98: number): BandStatistics => ({
  band: 'B04',
  percentiles: { p1: p2, p2, p50: 0.1, p98, p99: p98 },
  histogram: [],
  histogramMin: 0,
  histogramMax: 1,
});

test('joined limits span all bands, own limits do not', () => {
  const bands = [statistics(0.02, 0.5), statistics(0.05, 0.7)];
  expect(stretched(bands, 'p2', 'p98', true)).toEqual({ min: [0.02, 0.02], max: [0.7, 0.7] });
  expect(stretched(bands, 'p2', 'p98', false)).toEqual({ min: [0.02, 0.05], max: [0.5, 0.7] });
});

test('a band of one value still has a width', () => {
  expect(stretched([statistics(0.1, 0.1)], 'p2', 'p98', false)).toEqual({ min: [0.1], max: [0.105] });
});

test('white of a faint band is near its brightest, and above its noise where the scene has nothing in it', () => {
  expect(whiteOf(statistics(0.001, 0.0317))).toBe(0.032);
  expect(whiteOf(statistics(0.0008, 0.0017))).toBe(0.005);
});
