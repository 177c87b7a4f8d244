import { expect, it } from 'vitest';
import { type Acquisition, isSameImage } from './same-image.ts';

const one = { level: 'L2A', tile: '33UVU', sensingTime: '2024-05-06T10:15:29.417Z', baseline: '05.10' };

it.each<[string, Acquisition, boolean]>([
  ['a copy', one, true],
  ['another baseline, seconds apart', { ...one, sensingTime: '2024-05-06T10:15:24.000Z', baseline: '05.11' }, true],
  ['the other part of a pass', { ...one, sensingTime: '2024-05-06T10:15:24.000Z' }, false],
  ['the other level', { ...one, level: 'L1C' }, false],
  ['the next tile', { ...one, tile: '33UVV' }, false],
  ['another date', { ...one, sensingTime: '2024-05-11T10:15:29.417Z', baseline: '05.11' }, false],
  ['nothing that tells when', { ...one, sensingTime: null }, false],
])('knows the same image: %s', (_, other, expected) => {
  expect(isSameImage(one, other)).toBe(expected);
  expect(isSameImage(other, one)).toBe(expected);
});
