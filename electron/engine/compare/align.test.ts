import { describe, expect, it } from 'vitest';
import { CompareError } from '../core/errors.ts';
import { alignCodes } from './align.ts';

describe('alignCodes', () => {
  const grid = (pixelMetres: number, size: number, originX = 0, epsg: number | null = 32629) => ({
    epsg,
    originX,
    originY: 1200,
    pixelMetres,
    width: size,
    height: size,
  });

  it('takes the pixel under each centre, of finer and of coarser references', () => {
    const coarse = Uint8Array.of(1, 2, 3, 4);
    expect([...alignCodes(coarse, grid(60, 2), grid(20, 6))].slice(0, 18)).toEqual([
      1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2,
    ]);
    const fine = Uint8Array.from({ length: 36 }, (_, i) => 1 + (i % 5));
    const at = (row: number, column: number) => fine[row * 6 + column];
    expect([...alignCodes(fine, grid(20, 6), grid(60, 2))]).toEqual([at(1, 1), at(1, 4), at(4, 1), at(4, 4)]);
  });

  it('is missing where the reference does not reach, to the east and to the south', () => {
    const codes = Uint8Array.of(1, 2, 3, 4);
    expect([...alignCodes(codes, grid(60, 2), grid(60, 2, 60))]).toEqual([2, 5, 4, 5]);
    expect([...alignCodes(codes, grid(60, 2), { ...grid(60, 2), originY: 1140 })]).toEqual([3, 4, 5, 5]);
  });

  it('lays rasters of proportional size over each other where there is no georeference', () => {
    expect([...alignCodes(Uint8Array.of(4), grid(120, 1, 7, null), grid(60, 2))]).toEqual([4, 4, 4, 4]);
    expect(() => alignCodes(Uint8Array.of(1, 1), { ...grid(60, 2, 0, null), height: 1 }, grid(60, 2))).toThrow(
      CompareError,
    );
  });

  it('refuses another coordinate system and what does not overlap', () => {
    expect(() => alignCodes(Uint8Array.of(1), grid(60, 1, 0, 32630), grid(60, 1))).toThrow(
      'The mask is in EPSG:32629, the reference in EPSG:32630.',
    );
    expect(() => alignCodes(Uint8Array.of(1), grid(60, 1, 600), grid(60, 1))).toThrow(CompareError);
  });
});
