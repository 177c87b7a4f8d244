import { describe, expect, it } from 'vitest';
import type { RasterFile } from '../product/types.ts';
import { filesForGrid, planRead } from './read-plan.ts';

describe('planRead', () => {
  it.each([
    [20, 20, 'quality', { reduce: 0, method: 'copy' }],
    [60, 20, 'quality', { reduce: 0, method: 'linear' }],
    [10, 20, 'quality', { reduce: 1, method: 'linear' }],
    [10, 60, 'quality', { reduce: 2, method: 'area' }],
    [20, 60, 'quality', { reduce: 1, method: 'area' }],
    [10, 60, 'preview', { reduce: 3, method: 'linear' }],
    [20, 60, 'preview', { reduce: 2, method: 'linear' }],
    [10, 20, 'preview', { reduce: 1, method: 'linear' }],
    [60, 60, 'preview', { reduce: 0, method: 'copy' }],
    [60, 60, 'draft', { reduce: 1, method: 'linear' }],
    [20, 60, 'draft', { reduce: 2, method: 'linear' }],
    [10, 60, 'draft', { reduce: 3, method: 'linear' }],
    [60, 20, 'draft', { reduce: 0, method: 'linear' }],
  ] as const)('%i m on a %i m grid, %s', (file, grid, speed, plan) => {
    expect(planRead(file, grid, 4, speed)).toEqual(plan);
  });

  it('averages what a file without resolutions has', () => {
    expect(planRead(10, 60, 0)).toEqual({ reduce: 0, method: 'area' });
  });

  it('prefers the equal pixel size, then the coarsest finer file', () => {
    const files = ([10, 20, 60] as const).map((pixelMetres) => ({ pixelMetres }) as RasterFile);
    const order = (grid: number, from = files) => filesForGrid(from, grid).map((file) => file.pixelMetres);
    expect(order(60)).toEqual([60, 20, 10]);
    expect(order(20)).toEqual([20, 10, 60]);
    expect(order(10)).toEqual([10, 20, 60]);
  });
});
