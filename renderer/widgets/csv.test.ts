import { expect, test } from 'vitest';
import { csvText } from './csv.ts';

test('quotes what would break a row, and takes formulas for text', () => {
  expect(
    csvText([
      ['a', 'b "c", d', 1.5],
      ['=1+1', '-3', 'two\nlines'],
    ]),
  ).toBe('a,"b ""c"", d",1.5\r\n\'=1+1,-3,"two\nlines"\r\n');
});
