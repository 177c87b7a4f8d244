import { expect, it } from 'vitest';
import { dayAndMonth, shortDay, shortMonth } from './day-text.ts';

it('writes months in three letters, in UTC', () => {
  expect(shortDay(new Date('2016-09-05T23:59:00Z'))).toBe('5 Sep 2016');
  expect(dayAndMonth(new Date('2016-09-05T00:01:00Z'))).toBe('5 Sep');
  expect(Array.from({ length: 12 }, (_, month) => shortMonth(month).length)).toEqual(Array(12).fill(3));
});
