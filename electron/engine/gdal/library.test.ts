import { expect, it } from 'vitest';
import { inShort } from './library.ts';

it('of errors without end the first are told, each kind once', () => {
  const records = Array.from({ length: 250 }, (_, record) => `ERROR 1: Failure writing record ${record}.`);
  expect(inShort(records)).toBe('ERROR 1: Failure writing record 0.; and 249 more');
  const kinds = ['a', 'b', 'c', 'd', 'a'].map((name) => `ERROR 3: ${name}.tif: write error`);
  expect(inShort(kinds)).toBe(`${kinds.slice(0, 3).join('; ')}; and 2 more`);
  expect(inShort(kinds.slice(0, 2))).toBe(kinds.slice(0, 2).join('; '));
  expect(inShort([])).toBe('');
});
