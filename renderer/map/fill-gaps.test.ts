import { expect, test } from 'vitest';
import { fillGaps } from './fill-gaps.ts';

test('only gaps are filled', () => {
  expect([...fillGaps(Uint8Array.of(0, 4, 0, 5), Uint8Array.of(2, 2, 0, 2))]).toEqual([2, 4, 0, 5]);
});

test('views of another size are refused', () => {
  expect(() => fillGaps(new Uint8Array(4), new Uint8Array(6))).toThrow(RangeError);
});
