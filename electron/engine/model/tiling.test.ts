import { describe, expect, it } from 'vitest';
import { planTiles, tilesOf } from './tiling.ts';

const limits = { marginPixels: 64, tilePixels: 640, sizeMultiple: 32 };

describe('planTiles', () => {
  it.each([
    [5490, 700, limits],
    [300, 10980, limits],
    [641, 3000, limits],
    [1830, 1830, { ...limits, tilePixels: 1024 }],
    [700, 900, { marginPixels: 0, tilePixels: 256, sizeMultiple: 1 }],
    [700, 900, { marginPixels: 30, tilePixels: 512, sizeMultiple: 1, fixedSize: 256 }],
  ])('covers %i x %i pixels once, with margins inside the grid (%o)', (width, height, given) => {
    const plan = planTiles({ width, height }, given);
    expect(plan.inputWidth).toBeLessThanOrEqual(given.tilePixels * (plan.columns.length > 2 ? 1 : 1.25));
    expect(plan.inputWidth % given.sizeMultiple).toBe(0);
    const covered = new Uint8Array(width * height);
    for (const { core, input } of tilesOf(plan)) {
      for (let row = core.row; row < core.row + core.height; row++)
        for (let column = core.column; column < core.column + core.width; column++) covered[row * width + column]!++;
      expect(input.column % given.sizeMultiple).toBe(0);
      expect(input.column).toBeLessThan(width);
      if (core.column > 0) expect(core.column - input.column).toBeGreaterThanOrEqual(given.marginPixels);
      const right = core.column + core.width;
      const margin = right === width ? 0 : given.marginPixels;
      expect(input.column + input.width - right).toBeGreaterThanOrEqual(margin);
      expect(core.column % 16).toBe(0);
    }
    expect(covered.every((count) => count === 1)).toBe(true);
  });

  it('takes a small grid as one tile', () => {
    const plan = planTiles({ width: 250, height: 600 }, limits);
    expect([plan.inputWidth, plan.inputHeight]).toEqual([256, 608]);
    expect(tilesOf(plan)).toHaveLength(1);
  });

  it('leaves a grid whole that is larger than the largest input by little', () => {
    const plan = planTiles({ width: 1830, height: 1921 }, { ...limits, tilePixels: 1536 });
    expect([plan.inputWidth, plan.columns]).toEqual([1856, [0, 1830]]);
    expect(plan.inputHeight).toBeLessThan(1536);
  });

  it('cuts a whole product at 10 m into fewer and larger inputs', () => {
    const given = { marginPixels: 128, tilePixels: 1440, sizeMultiple: 32 };
    const plan = planTiles({ width: 10980, height: 5490 }, given);
    expect([plan.inputWidth, plan.inputHeight]).toEqual([1600, 1312]);
    expect(plan.columns).toHaveLength(9);
    expect(planTiles({ width: 10980, height: 5490 }, { ...given, fixedSize: 1440 }).inputWidth).toBe(1440);
  });

  it('gives a network that needs surroundings its smallest input', () => {
    const plan = planTiles({ width: 64, height: 300 }, { ...limits, minimumSize: 256 });
    expect([plan.inputWidth, plan.inputHeight]).toEqual([256, 320]);
    expect(tilesOf(plan)[0]!.core).toEqual({ column: 0, row: 0, width: 64, height: 300 });
  });

  it('makes tiles no larger than their number demands', () => {
    const plan = planTiles({ width: 900, height: 900 }, limits);
    expect(tilesOf(plan)).toHaveLength(4);
    expect(plan.inputWidth).toBe(544);
  });
});
