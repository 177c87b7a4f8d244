import { expect, it } from 'vitest';
import { classPercents, classStatistics } from './statistics.ts';

it('gives pixels, square kilometres and percent of the valid pixels', () => {
  const codes = Uint8Array.from([1, 1, 1, 2, 4, 4, 4, 4, 5, 5]);
  const { pixels, validPixels, classes } = classStatistics({ width: 5, height: 2, pixelMetres: 20, codes });
  expect([pixels, validPixels]).toEqual([10, 8]);
  expect(classes.map(({ id, pixels: count, percentOfValid }) => [id, count, percentOfValid])).toEqual([
    ['clear', 3, 37.5],
    ['shadow', 1, 12.5],
    ['semi', 0, 0],
    ['cloud', 4, 50],
    ['missing', 2, null],
  ]);
  expect(classes[3]?.squareKilometres).toBeCloseTo(0.0016, 12);
});

it('counts each pixel once wherever the raster begins and ends in its memory', () => {
  const room = Uint8Array.from({ length: 64 }, (_, at) => (at < 30 ? 4 : 1 + ((at * 7) % 5)));
  for (let begin = 0; begin < 5; begin++)
    for (const length of [0, 1, 2, 3, 5, 40, 41, 42, 43]) {
      const codes = room.subarray(begin, begin + length);
      const found = classStatistics({ width: length, height: 1, pixelMetres: 20, codes }).classes;
      const counted = [1, 2, 3, 4, 5].map((code) => codes.filter((one) => one === code).length);
      expect(found.map(({ pixels }) => pixels)).toEqual(counted);
    }
});

it('has no percentages where everything is missing', () => {
  const { classes } = classStatistics({ width: 1, height: 1, pixelMetres: 60, codes: Uint8Array.of(5) });
  expect(classes.every(({ percentOfValid }) => percentOfValid === null)).toBe(true);
});

it('tells of missing in percent of the area, and of nothing else where everything is missing', () => {
  const raster = { width: 5, height: 2, pixelMetres: 20, codes: Uint8Array.from([1, 1, 1, 2, 4, 4, 4, 4, 5, 5]) };
  expect(classPercents(classStatistics(raster), 10)).toEqual({
    clear: 37.5,
    shadow: 12.5,
    semi: 0,
    cloud: 50,
    missing: 20,
  });
  // One of the two lies outside of the area.
  expect(classPercents(classStatistics(raster), 9).missing).toBeCloseTo(100 / 9, 9);
  const nothing = { ...raster, codes: new Uint8Array(10).fill(5) };
  expect(classPercents(classStatistics(nothing), 6)).toEqual({ missing: 100 });
});
