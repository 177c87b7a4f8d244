import { expect, test } from 'vitest';
import { BORDER_BIT, markBorders } from './borders.ts';

const C = 4 | BORDER_BIT;
const S = 2 | BORDER_BIT;

test('both sides of a border are marked, along rows and columns but not across corners', () => {
  const codes = Uint8Array.of(4, 4, 2, 4, 4, 4, 4, 4, 4);
  expect([...markBorders(codes, 3, 3, 1)]).toEqual([4, C, S, 4, 4, C, 4, 4, 4]);
  expect([...codes]).toEqual([4, 4, 2, 4, 4, 4, 4, 4, 4]);
});

test('the end of a row does not touch the beginning of the next', () => {
  expect([...markBorders(Uint8Array.of(4, 4, 2, 2), 2, 2, 1)]).toEqual([C, C, S, S]);
  expect([...markBorders(Uint8Array.of(4, 2, 4, 2, 4, 2), 2, 3, 0)]).toEqual([4, 2, 4, 2, 4, 2]);
  expect([...markBorders(Uint8Array.of(4, 4, 4, 2, 2, 2), 6, 1, 2)]).toEqual([4, C, C, S, S, 2]);
});

test('pixels without a code neither have nor make a border', () => {
  expect([...markBorders(Uint8Array.of(4, 0, 2), 3, 1, 1)]).toEqual([4, 0, 2]);
});

test('a view of another size is refused', () => {
  expect(() => markBorders(new Uint8Array(5), 2, 3, 1)).toThrow(RangeError);
});
