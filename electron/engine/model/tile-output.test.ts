import { describe, expect, it } from 'vitest';
import type { OutputSpec } from './manifest.ts';
import { classProbabilities, isPlanes, quantizeOutput, quantizeProbabilities } from './tile-output.ts';

const base: OutputSpec = {
  name: 'p',
  layout: 'NCHW',
  activation: 'none',
  classes: ['clear', 'shadow', 'semi', 'cloud'],
  clearIsRest: false,
};
const northUp = { columns: false, rows: false };
const onePixel = { width: 1, height: 1 };
const whole = { column: 0, row: 0, width: 2, height: 1 };

describe('classProbabilities', () => {
  it('cuts the part out of planes', () => {
    const output = Float32Array.from({ length: 4 * 6 }, (_, index) => index);
    const part = { column: 1, row: 1, width: 2, height: 1 };
    const result = classProbabilities(base, output, { width: 3, height: 2 }, part, northUp);
    expect([...result]).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
  });

  it('lays a mirrored output north up again', () => {
    // A tile of 3 x 2 pixels continued to 4 x 4 and mirrored both ways: its pixel (column, row) is at (3 - column, 3 - row).
    const output = Float32Array.from({ length: 4 * 16 }, (_, index) => index);
    const size = { width: 4, height: 4 };
    const part = { column: 1, row: 0, width: 2, height: 2 };
    const both = classProbabilities(base, output, size, part, { columns: true, rows: true });
    expect([...both.slice(0, 8)]).toEqual([14, 13, 10, 9, 30, 29, 26, 25]);
    const rows = classProbabilities(base, output, size, part, { columns: false, rows: true });
    expect([...rows.slice(0, 4)]).toEqual([13, 14, 9, 10]);
    const columns = classProbabilities(base, output, size, part, { columns: true, rows: false });
    expect([...columns.slice(0, 4)]).toEqual([2, 1, 6, 5]);
  });

  it('adds channels of one class up after a softmax', () => {
    const spec: OutputSpec = { ...base, activation: 'softmax', classes: ['clear', 'clear', 'cloud', 'ignored'] };
    const output = Float32Array.from([0, 1, 0, 1, 0, 1, 0, 1]);
    const result = classProbabilities(spec, output, { width: 2, height: 1 }, whole, northUp);
    expect([...result]).toEqual([0.5, 0.5, 0, 0, 0, 0, 0.25, 0.25]);
  });

  it('takes clear as the rest of a single cloud output', () => {
    const spec: OutputSpec = { ...base, layout: 'NC', activation: 'sigmoid', classes: ['cloud'], clearIsRest: true };
    const result = classProbabilities(spec, Float32Array.of(0, 100), { width: 2, height: 1 }, whole, northUp);
    expect([...result]).toEqual([0.5, 0, 0, 0, 0, 0, 0.5, 1]);
  });

  it('refuses an output of another size', () => {
    expect(() => classProbabilities(base, new Float32Array(9), { width: 2, height: 1 }, whole, northUp)).toThrow(
      /9 values .* 2 x 1 .* 4 per pixel/,
    );
  });
});

describe('quantizeProbabilities', () => {
  it('gives four zeros to missing pixels and never to others', () => {
    const planes = quantizeProbabilities(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0.001), whole, Uint8Array.of(0, 1));
    expect([...planes]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('rounds and clamps', () => {
    expect([...quantizeProbabilities(Float32Array.of(0.5, 1.2, -0.1, 0.002), onePixel, Uint8Array.of(1))]).toEqual([
      128, 255, 0, 1,
    ]);
  });

  it('refuses what is not a number', () => {
    expect(() => quantizeProbabilities(Float32Array.of(Number.NaN, 0, 0, 0), onePixel, Uint8Array.of(1))).toThrow(
      /not a number/,
    );
  });
});

describe('quantizeOutput', () => {
  const size = { width: 7, height: 5 };
  const part = { column: 1, row: 2, width: 4, height: 3 };
  const output = Float32Array.from({ length: 4 * 35 }, (_, at) => ((at * 37) % 101) / 100 - 0.002);
  const valid = Uint8Array.from({ length: 12 }, (_, at) => (at % 5 === 0 ? 0 : 1));

  it.each([
    { columns: false, rows: false },
    { columns: true, rows: false },
    { columns: false, rows: true },
    { columns: true, rows: true },
  ])('rounds what classProbabilities cuts out, mirrored %o', (mirrored) => {
    const expected = quantizeProbabilities(classProbabilities(base, output, size, part, mirrored), part, valid);
    expect(quantizeOutput(base, output, size, part, { mirrored, valid })).toEqual(expected);
  });

  it('is for planes of the four classes alone, as many as the manifest says', () => {
    expect(isPlanes(base)).toBe(true);
    expect(isPlanes({ ...base, layout: 'NHWC' })).toBe(false);
    expect(isPlanes({ ...base, activation: 'softmax' })).toBe(false);
    expect(isPlanes({ ...base, classes: ['clear', 'shadow', 'cloud', 'semi'] })).toBe(false);
    const given = { mirrored: northUp, valid };
    expect(() => quantizeOutput(base, output.subarray(1), size, part, given)).toThrow(/139 values .* 7 x 5/);
  });
});
