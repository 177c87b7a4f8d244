import { expect, it } from 'vitest';
import { csvText } from './csv.ts';

it('quotes what would break a row, takes formulas for text, and leaves numbers and what is not known as they are', () => {
  expect(
    csvText([
      ['a', 'b "c", d', 1.5],
      ['=1+1', '-3', 'two\nlines'],
      ['-1+A1', -4, '\t=1'],
      [null, undefined, ''],
    ]),
  ).toBe('a,"b ""c"", d",1.5\r\n\'=1+1,-3,"two\nlines"\r\n\'-1+A1,-4,\'\t=1\r\n,,\r\n');
  expect(csvText([['a'], ['b']], '\n')).toBe('a\nb\n');
});
