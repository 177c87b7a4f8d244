import { expect, it } from 'vitest';
import { mergedThreeWays, sameValue } from './merge.ts';

const [a, b, c] = [{ class: 'cloud' }, { class: 'clear' }, { class: 'shadow' }];

it('keeps the changes of both sides', () => {
  const base = { opacity: 1, bands: [1, 2], corrections: [a] };
  const mine = { opacity: 0.5, bands: [1, 2], corrections: [a, b] };
  const theirs = { opacity: 1, bands: [3, 4], corrections: [a, c] };
  expect(mergedThreeWays(base, mine, theirs)).toEqual({ opacity: 0.5, bands: [3, 4], corrections: [a, c, b] });
});

it('removes what one side removed, and takes my value where both changed it', () => {
  expect(mergedThreeWays([a, b], [b], [a, b, c])).toEqual([b, c]);
  expect(mergedThreeWays([a, b], [a, b, c], [a])).toEqual([a, c]);
  expect(mergedThreeWays({ x: [1, 2] }, { x: [1, 3] }, { x: [2, 2] })).toEqual({ x: [1, 3] });
  expect(mergedThreeWays(null, { x: 1 }, { y: [a] })).toEqual({ x: 1, y: [a] });
});

it('compares values, not objects', () => {
  expect(sameValue({ x: [{ y: null }], z: undefined }, { x: [{ y: null }] })).toBe(true);
  expect(sameValue([1, 2], [2, 1])).toBe(false);
  expect(sameValue({ x: null }, {})).toBe(false);
});
