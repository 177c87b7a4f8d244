import { expect, test } from 'vitest';
import { parseMapping } from './mapping.ts';

test('codes and their classes', () => {
  expect(parseMapping('0, 1 = clear\n\n 2=Shadow \n3 4 = cloud')).toEqual({
    mapping: [
      { from: [0, 1], to: 1 },
      { from: [2], to: 2 },
      { from: [3, 4], to: 4 },
    ],
  });
});

test.each([
  ['fog = 1', 'is not of the form'],
  ['1 = fog', 'is not of the form'],
  ['1 = cloud\n1 = clear', 'Code 1 is given twice.'],
  ['', 'At least one'],
])('%j is refused', (text, problem) => {
  const parsed = parseMapping(text);
  expect('problem' in parsed && parsed.problem).toContain(problem);
});
