import { expect, it } from 'vitest';
import { convexHull } from './hull.ts';

it('is closed, counter-clockwise and without what lies inside or on its sides', () => {
  const points = [
    [2, 2],
    [0, 0],
    [4, 0],
    [1, 3],
    [2, 0],
    [4, 4],
    [0, 4],
  ] as const;
  expect(convexHull(points)).toEqual([
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [0, 0],
  ]);
});
