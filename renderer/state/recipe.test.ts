import { expect, test } from 'vitest';
import { HALF_WORLD_METRES } from '../geo/mercator.ts';
import { exportArea, newRecipe, toggled, viewRing } from './recipe.ts';

test('the view becomes a closed ring in degrees', () => {
  const ring = viewRing([-HALF_WORLD_METRES, 0, 0, HALF_WORLD_METRES]);
  expect(ring[0]).toEqual(ring.at(-1));
  expect(ring[0]![0]).toBeCloseTo(-180, 9);
  expect(Math.max(...ring.map(([, lat]) => lat))).toBeCloseTo(85.0511, 4);
  expect(Math.max(...ring.map(([lon]) => lon))).toBeCloseTo(0, 9);
});

test('an area that is not there is none', () => {
  expect(exportArea('scene', null, null)).toEqual({ kind: 'scene' });
  expect(exportArea('view', null, null)).toBeNull();
  expect(exportArea('area', [0, 0, 1, 1], null)).toBeNull();
});

test('cleaned bands of a 60 m mask start at 60 m', () => {
  expect(newRecipe(60, null, null).cleanedGrid).toBe(60);
  expect(newRecipe(10, null, null).cleanedGrid).toBe(20);
});

test('toggling keeps the order of choosing', () => {
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  expect(toggled(['b'], 'a')).toEqual(['b', 'a']);
});
