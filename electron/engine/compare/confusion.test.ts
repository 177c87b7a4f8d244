import { describe, expect, it } from 'vitest';
import { CompareError } from '../core/errors.ts';
import { mergeFor } from './class-merge.ts';
import { accuracyReport, agreementCodes, confusionMatrix } from './confusion.ts';
import { mappingOf } from './mappings.ts';

describe('confusion matrix', () => {
  const mask = Uint8Array.from([1, 1, 2, 3, 4, 4, 5, 4, 1]);
  const reference = Uint8Array.from([1, 4, 2, 4, 4, 3, 4, 5, 1]);

  it('has the reference in rows, the mask in columns, and leaves missing out', () => {
    expect(confusionMatrix(mask, reference, 3).counts).toEqual([
      [2, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
      [1, 0, 1, 1],
    ]);
    expect([...agreementCodes(mask, reference)]).toEqual([11, 14, 22, 34, 44, 43, 55, 55, 11]);
  });

  it('gives the usual scores', () => {
    const report = accuracyReport(confusionMatrix(mask, reference, 3));
    expect(report.total).toBe(7);
    expect(report.overallAccuracy).toBeCloseTo(4 / 7, 12);
    expect(report.balancedAccuracy).toBeCloseTo((1 + 1 + 0 + 1 / 3) / 4, 12);
    const [clear, , semi, cloud] = report.classes;
    expect(clear).toMatchObject({ id: 'clear', referenceCount: 2, maskCount: 3, producersAccuracy: 1 });
    expect(clear?.usersAccuracy).toBeCloseTo(2 / 3, 12);
    expect(semi).toMatchObject({ f1: 0, iou: 0 });
    expect(cloud?.f1).toBeCloseTo(2 / 5, 12);
    expect(cloud?.iou).toBeCloseTo(1 / 4, 12);
  });

  it('has no score where a class does not occur, and none at all without pixels', () => {
    const report = accuracyReport(confusionMatrix(Uint8Array.of(1, 1), Uint8Array.of(1, 1), 2));
    expect(report.classes[3]).toMatchObject({ producersAccuracy: null, usersAccuracy: null, f1: null });
    expect(report.balancedAccuracy).toBe(1);
    expect(accuracyReport(confusionMatrix(Uint8Array.of(5), Uint8Array.of(1), 1)).overallAccuracy).toBeNull();
  });

  it('merges classes that the reference does not have', () => {
    const merge = mergeFor(mappingOf('s2cloudless'));
    expect(confusionMatrix(mask, reference, 3, merge).counts).toEqual([
      [3, 0],
      [1, 3],
    ]);
  });

  it('leaves out what is near a boundary of the reference', () => {
    const line = Uint8Array.from([1, 1, 1, 1, 4, 4, 4, 4]);
    const shifted = Uint8Array.from([1, 1, 1, 4, 4, 4, 4, 1]);
    const total = (tolerancePixels: number) =>
      accuracyReport(confusionMatrix(shifted, line, 8, undefined, { tolerancePixels }));
    expect(total(0)).toMatchObject({ total: 8, overallAccuracy: 0.75 });
    expect(total(1)).toMatchObject({ total: 6 });
    expect(total(1).overallAccuracy).toBeCloseTo(5 / 6, 12);
    expect(() => total(0.5)).toThrow(CompareError);
  });

  it('refuses rasters of different sizes', () => {
    expect(() => confusionMatrix(mask, reference.subarray(1), 3)).toThrow('The mask has 9 pixels, the reference 8.');
  });
});
