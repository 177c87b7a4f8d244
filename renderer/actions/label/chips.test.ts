import { expect, it } from 'vitest';
import { addedText } from './chips.ts';

it.each([
  [{ fresh: 60, known: 0, unobserved: 0 }, '60 chips added.'],
  [{ fresh: 1, known: 1, unobserved: 36 }, '1 chip added, 1 was there already, 36 left out: nothing was imaged there.'],
  [{ fresh: 0, known: 4, unobserved: 0 }, '0 chips added, 4 were there already.'],
])('says what came of a wish for chips', (count, text) => {
  expect(addedText(count)).toBe(text);
});
