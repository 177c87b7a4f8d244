import { expect, it } from 'vitest';
import { CLEAR, CLOUD } from '../core/classes.ts';
import { ParameterError } from '../core/errors.ts';
import { applyCorrections } from '../mask/corrections.ts';
import type { Correction } from '../mask/types.ts';
import { correctionsToPixels } from './corrections.ts';

const gridOf = (pixelMetres: number) => ({
  epsg: 32629,
  originX: 499980,
  originY: 6000000,
  pixelMetres,
  width: 6000 / pixelMetres,
  height: 12000 / pixelMetres,
});
const corrections: Correction[] = [
  { class: 'cloud', shape: { kind: 'stroke', points: [[-8.97, 54.1]], radiusMetres: 600 } },
  {
    class: 'clear',
    shape: {
      kind: 'polygon',
      ring: [
        [-8.98, 54.09],
        [-8.94, 54.09],
        [-8.94, 54.1],
        [-8.98, 54.1],
        [-8.98, 54.09],
      ],
    },
  },
];

it('covers the same ground on every grid', () => {
  const squareMetres = [10, 20, 60].map((pixelMetres) => {
    const grid = gridOf(pixelMetres);
    const codes = new Uint8Array(grid.width * grid.height).fill(CLEAR);
    applyCorrections(codes, grid, { column: 0, row: 0, list: correctionsToPixels(corrections, grid) });
    return codes.filter((code) => code === CLOUD).length * pixelMetres ** 2;
  });
  // The polygon takes the southern half of the disc away.
  const half = (Math.PI * 600 ** 2) / 2;
  for (const [index, tolerance] of [0.01, 0.02, 0.06].entries()) {
    expect(Math.abs(squareMetres[index]! / half - 1)).toBeLessThan(tolerance);
  }
});

it('puts a place where its UTM coordinates are', () => {
  const [dab] = correctionsToPixels(corrections, gridOf(10));
  if (dab?.shape.kind !== 'stroke') throw new Error('A stroke became something else.');
  const { points, radius } = dab.shape;
  expect(radius).toBe(60);
  // By `gdaltransform -s_srs EPSG:4326 -t_srs EPSG:32629`.
  expect(points[0]?.[0]).toBeCloseTo((501961.770252765 - 499980) / 10, 3);
  expect(points[0]?.[1]).toBeCloseTo((6000000 - 5994648.21921952) / 10, 3);
});

it('refuses a raster without a CRS, but not one without corrections', () => {
  const grid = { ...gridOf(20), epsg: null };
  expect(correctionsToPixels([], grid)).toEqual([]);
  expect(() => correctionsToPixels(corrections, grid)).toThrow(ParameterError);
});
