import { describe, expect, it } from 'vitest';
import { storedToDn } from './stored-values.ts';

const FLOAT = { scale: 10_000, offset: 1000, noData: null };

describe('stored values as DN', () => {
  it('are kept where they are DN, and missing where the file says so', () => {
    const values = Uint16Array.of(0, 1, 65_535, 300);
    expect(storedToDn(values, null, null, undefined)).toBe(values);
    expect(storedToDn(values, null, 65_535, undefined)).toEqual(Uint16Array.of(0, 1, 0, 300));
    expect(storedToDn(values, Uint8Array.of(255, 0, 255, 1), null, undefined)).toEqual(
      Uint16Array.of(0, 0, 65_535, 300),
    );
  });

  it('are missing where they are no number, infinite, or beyond what can be', () => {
    const values = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -9999, 1e20, 0.25);
    const toDn = { ...FLOAT, lowest: -0.5, highest: 20 };
    expect(storedToDn(values, null, null, toDn)).toEqual(Uint16Array.of(0, 0, 0, 0, 0, 3500));
  });

  it('are missing at 0, unless the file tells its no-data otherwise', () => {
    const values = Float32Array.of(0, -9999, 0.1, Math.fround(-3.4028235e38));
    expect(storedToDn(values, null, -9999, FLOAT)).toEqual(Uint16Array.of(0, 0, 2000, 1));
    expect(storedToDn(values, null, -9999, { ...FLOAT, zeroIsValid: true })).toEqual(Uint16Array.of(1000, 0, 2000, 1));
    expect(storedToDn(values, null, Math.fround(-3.4028235e38), FLOAT)[3]).toBe(0);
  });
});
