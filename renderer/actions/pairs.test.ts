import { expect, test } from 'vitest';
import { otherMask } from './pairs.ts';

const packs = [
  { id: 'a', grids: [20, 60] as const },
  { id: 'b', grids: [10, 20] as const },
];

test('another network on the same grid comes first', () => {
  expect(otherMask({ packs }, { pack: 'a', grid: 20 })).toEqual({ pack: 'b', grid: 20 });
});

test('otherwise another grid, or nothing', () => {
  expect(otherMask({ packs: packs.slice(0, 1) }, { pack: 'a', grid: 20 })).toEqual({ pack: 'a', grid: 60 });
  expect(otherMask({ packs: [{ id: 'a', grids: [20] }] }, { pack: 'a', grid: 20 })).toBeNull();
});
