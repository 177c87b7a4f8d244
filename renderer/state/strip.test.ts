import { expect, it } from 'vitest';
import { NO_FILTER, passes } from './strip.ts';

const may = { sensingTime: '2024-05-31T23:30:00Z', level: 'L2A' as const };

it('lets a date through by clear share, month and level', () => {
  expect(passes(may, NO_FILTER, null)).toBe(true);
  expect(passes(may, { ...NO_FILTER, leastClear: 50 }, 50)).toBe(true);
  expect(passes(may, { ...NO_FILTER, leastClear: 50 }, 49.9)).toBe(false);
  expect(passes(may, { ...NO_FILTER, leastClear: 1 }, null)).toBe(false);
  expect(passes(may, { ...NO_FILTER, months: [4] }, null)).toBe(true);
  expect(passes(may, { ...NO_FILTER, months: [5, 6] }, null)).toBe(false);
  expect(passes({ ...may, sensingTime: null }, { ...NO_FILTER, months: [4] }, null)).toBe(false);
  expect(passes(may, { ...NO_FILTER, level: 'L1C' }, null)).toBe(false);
});
