import { expect, it } from 'vitest';
import { CLEAR } from '../core/classes.ts';
import { observationWeights } from './weights.ts';

it('weighs nothing but clear pixels, less near clouds, and trusts a hand', () => {
  const [width, height] = [100, 4];
  const codes = new Uint8Array(width * height).fill(CLEAR);
  for (let row = 0; row < height; row++) codes[row * width] = 4;
  const planes = new Uint8Array(4 * width * height).fill(128, 0, width * height);
  const mask = { width, height, pixelMetres: 20, codes };
  const ring = [
    [90, -1],
    [101, -1],
    [101, 5],
    [90, 5],
    [90, -1],
  ] as const;
  const list = [{ code: 1, shape: { kind: 'polygon', ring } }] as const;
  const weights = observationWeights(mask, { ...mask, planes }, { column: 0, row: 0, list });
  expect(weights[0]).toBe(0);
  expect(weights[1]).toBeGreaterThan(0);
  expect(weights[1]).toBeLessThan(weights[40]!);
  expect(weights[40]).toBeLessThan(weights[89]!);
  expect(weights[89]).toBeLessThanOrEqual(128);
  expect(weights[95]).toBeGreaterThan(250);
});
