import { expect, it } from 'vitest';
import { inShort } from './library.ts';

it('of errors without end the first are told', () => {
  const errors = Array.from({ length: 250 }, (_, record) => `ERROR 1: Failure writing record ${record}.`);
  expect(inShort(errors)).toBe(`${errors.slice(0, 3).join('; ')}; and 247 more`);
  expect(inShort(errors.slice(0, 2))).toBe('ERROR 1: Failure writing record 0.; ERROR 1: Failure writing record 1.');
  expect(inShort([])).toBe('');
});
