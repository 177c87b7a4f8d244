import { expect, it } from 'vitest';
import { pixelAt } from './pixel.ts';

const grid = { epsg: 32733, originX: 600_000, originY: 9_000_000, pixelMetres: 20, width: 3, height: 2 };

it('is the pixel that a place lies in, from its upper left corner to short of its lower right one', () => {
  expect(pixelAt(grid, 600_000, 9_000_000)).toEqual({ column: 0, row: 0 });
  expect(pixelAt(grid, 600_019.9, 8_999_980.1)).toEqual({ column: 0, row: 0 });
  expect(pixelAt(grid, 600_020, 8_999_980)).toEqual({ column: 1, row: 1 });
  expect(pixelAt(grid, 600_059.9, 8_999_960.1)).toEqual({ column: 2, row: 1 });
});

it('is none outside of the grid', () => {
  for (const [easting, northing] of [
    [599_999.9, 8_999_990],
    [600_060, 8_999_990],
    [600_010, 9_000_000.1],
    [600_010, 8_999_960],
  ] as const)
    expect(pixelAt(grid, easting, northing)).toBeNull();
});
