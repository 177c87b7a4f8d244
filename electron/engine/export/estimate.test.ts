import { expect, it } from 'vitest';
import { estimateBytes } from './estimate.ts';

const grid = { width: 5490, height: 5490 };

it('grows with pixels and bands, and covers what a full scene was seen to take', () => {
  expect(estimateBytes({ kind: 'mask', grid })).toBeGreaterThan(2_433_811);
  expect(estimateBytes({ kind: 'probabilities', grid })).toBeGreaterThan(97_416_510);
  const one = estimateBytes({ kind: 'cleaned', grid, bands: 1 });
  expect(estimateBytes({ kind: 'cleaned', grid, bands: 4 }) / one).toBeCloseTo(4, 1);
  const full = estimateBytes({ kind: 'cleaned', grid: { width: 10980, height: 10980 }, bands: 1 });
  expect(full).toBeGreaterThan(203_365_973);
  expect(full).toBeLessThan(2 * 203_365_973);
});
