import { expect, it } from 'vitest';
import { type Grid, gridBounds, grownWindow, intersectWindows, windowGrid } from './grid.ts';

const grid: Grid = { epsg: 32733, originX: 600_000, originY: 9_000_000, pixelMetres: 20, width: 100, height: 50 };

it('has its bounds to the south and to the east of its origin', () => {
  expect(gridBounds(grid)).toEqual([600_000, 8_999_000, 602_000, 9_000_000]);
});

it('has windows that count their rows to the south', () => {
  const window = { column: 3, row: 7, width: 10, height: 5 };
  expect(windowGrid(grid, window)).toEqual({ ...grid, originX: 600_060, originY: 8_999_860, width: 10, height: 5 });
});

it('shares with another window what lies in both, and nothing where they only touch', () => {
  const window = { column: 3, row: 7, width: 10, height: 5 };
  expect(intersectWindows(window, { column: -2, row: 10, width: 8, height: 90 })).toEqual({
    column: 3,
    row: 10,
    width: 3,
    height: 2,
  });
  expect(intersectWindows(window, { column: 13, row: 7, width: 1, height: 1 })).toBeNull();
  expect(grownWindow(window, 4)).toEqual({ column: -1, row: 3, width: 18, height: 13 });
});
