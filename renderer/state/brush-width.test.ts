import { expect, test } from 'vitest';
import { metresPerPixel } from '../geo/mercator.ts';
import { fittingRadius } from './brush-width.ts';

const pixels = (zoom: number, grid: number): number =>
  fittingRadius({ zoom, latitude: 53 }, grid) / metresPerPixel(zoom, 53);

test('a brush is about 20 screen pixels across at first, and a round number of metres', () => {
  // A whole scene, a part of it, and a field: 92, 23 and 5.8 m of ground to a pixel.
  for (const zoom of [9, 11, 13]) {
    expect(pixels(zoom, 10)).toBeGreaterThan(8);
    expect(pixels(zoom, 10)).toBeLessThan(12.5);
  }
  expect(fittingRadius({ zoom: 9, latitude: 53 }, 60)).toBe(1000);
  expect(fittingRadius({ zoom: 11, latitude: 53 }, 60)).toBe(200);
});

test('it covers a pixel of the mask however near one looks, and ends at the widest brush there is', () => {
  expect(fittingRadius({ zoom: 17, latitude: 53 }, 60)).toBe(75);
  expect(fittingRadius({ zoom: 17, latitude: 53 }, 10)).toBe(10);
  expect(fittingRadius({ zoom: 3, latitude: 0 }, 60)).toBe(5000);
});
