import { expect, test } from 'vitest';
import { otherMask } from './pairs.ts';

const defaults = {
  thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};
const packs = [
  { id: 'a', grids: [20, 60] as const, defaults, outOfScope: [] },
  { id: 'b', grids: [10, 20] as const, defaults, outOfScope: [] },
];

test('another network on the same grid comes first', () => {
  expect(otherMask({ packs }, { pack: 'a', grid: 20 })).toEqual({ pack: 'b', grid: 20 });
});

test('otherwise another grid, or nothing', () => {
  expect(otherMask({ packs: packs.slice(0, 1) }, { pack: 'a', grid: 20 })).toEqual({ pack: 'a', grid: 60 });
  expect(
    otherMask({ packs: [{ id: 'a', grids: [20], defaults, outOfScope: [] }] }, { pack: 'a', grid: 20 }),
  ).toBeNull();
});
