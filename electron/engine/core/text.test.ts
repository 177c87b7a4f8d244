import { expect, it } from 'vitest';
import { naturalOrder } from './text.ts';

it('orders names by the value of the numbers in them', () => {
  const names = ['P_512_0', 'P_1024_512', 'P_0_1024', 'P_0_512', 'P_1024_64', 'P_0_0'];
  expect(names.toSorted(naturalOrder)).toEqual(['P_0_0', 'P_0_512', 'P_0_1024', 'P_512_0', 'P_1024_64', 'P_1024_512']);
});
