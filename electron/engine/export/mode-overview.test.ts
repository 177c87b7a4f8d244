import { expect, it } from 'vitest';
import { halveByMode } from './mode-overview.ts';

it('takes the most frequent code, of equally many the first to be so many, and no data last', () => {
  const codes = Uint8Array.from([
    ...[1, 1, 2, 3, 0, 0],
    ...[4, 1, 3, 2, 0, 5],
    ...[0, 0, 1, 2, 4, 4],
    ...[0, 0, 3, 4, 4, 4],
  ]);
  expect([...halveByMode({ width: 6, height: 4, codes }).codes]).toEqual([1, 3, 5, 0, 1, 4]);
});

it('spreads an odd side over its half, so that every pixel counts once', () => {
  const codes = Uint8Array.from([1, 1, 2, 2, 2]);
  expect(halveByMode({ width: 5, height: 1, codes })).toEqual({ width: 2, height: 1, codes: Uint8Array.from([1, 2]) });
  expect(halveByMode({ width: 1, height: 1, codes: Uint8Array.of(3) }).codes).toEqual(Uint8Array.of(3));
});
