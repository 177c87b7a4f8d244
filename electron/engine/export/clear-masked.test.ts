import { expect, it } from 'vitest';
import type { ClassCode } from '../core/classes.ts';
import { clearMasked } from './clear-masked.ts';

const mask = {
  grid: { epsg: 32629, originX: 60, originY: 300, pixelMetres: 60, width: 2, height: 2 },
  codes: Uint8Array.of(1, 4, 2, 1),
};
const grid = { epsg: 32629, originX: 0, originY: 300, pixelMetres: 20, width: 9, height: 9 };

function cleared(codes: readonly ClassCode[]): string[] {
  const dn = new Uint16Array(81).fill(7);
  clearMasked(dn, { column: 0, row: 0, width: 9, height: 9 }, grid, mask, new Set(codes));
  return Array.from({ length: 9 }, (_, row) => dn.subarray(row * 9, row * 9 + 9).join(''));
}

it('takes the class of the mask pixel in which the centre lies', () => {
  expect(cleared([4])).toEqual([...Array(3).fill('777777000'), ...Array(6).fill('777777777')]);
  expect(cleared([2, 4])).toEqual([
    ...Array(3).fill('777777000'),
    ...Array(3).fill('777000777'),
    ...Array(3).fill('777777777'),
  ]);
});

it('takes what is outside of the mask for missing', () => {
  expect(cleared([5])).toEqual([...Array(6).fill('000777777'), ...Array(3).fill('000000000')]);
});

it('knows where in the grid a window lies', () => {
  const dn = new Uint16Array(4).fill(7);
  clearMasked(dn, { column: 5, row: 2, width: 2, height: 2 }, grid, mask, new Set<ClassCode>([4]));
  expect([...dn]).toEqual([7, 0, 7, 7]);
});

it('clears a coarser pixel where any of the mask pixels in it is masked', () => {
  const dn = (codes: readonly number[], pixels: number, originX = 60) => {
    const coarse = { ...grid, originX, pixelMetres: 120, width: pixels, height: 1 };
    const values = new Uint16Array(pixels).fill(7);
    clearMasked(values, { column: 0, row: 0, width: pixels, height: 1 }, coarse, mask, new Set(codes as ClassCode[]));
    return [...values];
  };
  expect(dn([4], 1)).toEqual([0]);
  expect(dn([3], 1)).toEqual([7]);
  expect(dn([5], 2)).toEqual([7, 0]);
  // Half of the pixel lies west of the mask.
  expect(dn([5], 1, 0)).toEqual([0]);
  expect(dn([3], 1, 0)).toEqual([7]);
});
