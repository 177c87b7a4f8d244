import { describe, expect, it } from 'vitest';
import type { OutputSpec } from './manifest.ts';
import { classProbabilities, quantizeProbabilities } from './tile-output.ts';

const base: OutputSpec = {
  name: 'p',
  layout: 'NCHW',
  activation: 'none',
  classes: ['clear', 'shadow', 'semi', 'cloud'],
  clearIsRest: false,
};
const whole = { column: 0, row: 0, width: 2, height: 1 };

describe('classProbabilities', () => {
  it('cuts the part out of planes', () => {
    const output = Float32Array.from({ length: 4 * 6 }, (_, index) => index);
    const part = { column: 1, row: 1, width: 2, height: 1 };
    const result = classProbabilities(base, output, { width: 3, height: 2 }, part);
    expect([...result]).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
  });

  it('adds channels of one class up after a softmax', () => {
    const spec: OutputSpec = { ...base, activation: 'softmax', classes: ['clear', 'clear', 'cloud', 'ignored'] };
    const output = Float32Array.from([0, 1, 0, 1, 0, 1, 0, 1]);
    const result = classProbabilities(spec, output, { width: 2, height: 1 }, whole);
    expect([...result]).toEqual([0.5, 0.5, 0, 0, 0, 0, 0.25, 0.25]);
  });

  it('takes clear as the rest of a single cloud output', () => {
    const spec: OutputSpec = { ...base, layout: 'NC', activation: 'sigmoid', classes: ['cloud'], clearIsRest: true };
    const result = classProbabilities(spec, Float32Array.of(0, 100), { width: 2, height: 1 }, whole);
    expect([...result]).toEqual([0.5, 0, 0, 0, 0, 0, 0.5, 1]);
  });

  it('refuses an output of another size', () => {
    expect(() => classProbabilities(base, new Float32Array(9), { width: 2, height: 1 }, whole)).toThrow(
      /9 values .* 2 x 1 .* 4 per pixel/,
    );
  });
});

describe('quantizeProbabilities', () => {
  it('gives four zeros to missing pixels and never to others', () => {
    const planes = quantizeProbabilities(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0.001), Uint8Array.of(0, 1));
    expect([...planes]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('rounds and clamps', () => {
    expect([...quantizeProbabilities(Float32Array.of(0.5, 1.2, -0.1, 0.002), Uint8Array.of(1))]).toEqual([
      128, 255, 0, 1,
    ]);
  });

  it('refuses what is not a number', () => {
    expect(() => quantizeProbabilities(Float32Array.of(Number.NaN, 0, 0, 0), Uint8Array.of(1))).toThrow(/not a number/);
  });
});
