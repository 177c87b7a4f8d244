import { expect, it } from 'vitest';
import { planePercentile, reflectanceOf, reflectancePlane } from './reflectance.ts';

const SCALE = { offsets: { B02: -1000 }, quantification: 10_000 };

it('is the digital number with its offset, and nothing where that is 0', () => {
  expect([0, 1, 1500].map((dn) => reflectanceOf(SCALE, 'B02', dn))).toEqual([null, -0.0999, 0.05]);
  expect(reflectanceOf(SCALE, 'B10', 1500)).toBe(0.15);
  expect([...reflectancePlane(SCALE, 'B02', Uint16Array.of(0, 1500))]).toEqual([Number.NaN, Math.fround(0.05)]);
});

it('has percentiles of what is known', () => {
  const plane = Float32Array.of(3, Number.NaN, 1, 2, Number.NaN, 4);
  expect([0, 0.5, 1].map((share) => planePercentile(plane, share))).toEqual([1, 3, 4]);
  expect(planePercentile(Float32Array.of(Number.NaN), 0.5)).toBe(0);
});
