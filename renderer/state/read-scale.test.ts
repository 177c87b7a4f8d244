import { expect, test } from 'vitest';
import { readScale } from './read-scale.ts';

test.each([
  ['1:250 000', 250_000],
  ['1:250\u202f000', 250_000],
  ['250000', 250_000],
  ['1:250,000', 250_000],
  ['1:250.000', 250_000],
  ['250k', 250_000],
  ['1:1.5M', 1_500_000],
  ['1:1,5m', 1_500_000],
  ['1/50000', 50_000],
])('%s', (text, denominator) => {
  expect(readScale(text)).toBe(denominator);
});

test.each(['', 'far', '1:0', '1:5', '-3000', '1:9999999999', '2:50000'])('"%s" is no scale', (text) => {
  expect(readScale(text)).toBeNull();
});
