import { expect, test } from 'vitest';
import {
  bytesText,
  decimal,
  donePercent,
  grouped,
  guessText,
  lonLatText,
  percentText,
  scaleText,
  secondsText,
  sensingText,
} from './format.ts';

test('numbers with their units', () => {
  expect(bytesText(412_300_000)).toBe('412 MB');
  expect(bytesText(1_540)).toBe('1.5 kB');
  expect(bytesText(0)).toBe('0 B');
  expect(percentText(45.04)).toBe('45.0 %');
  expect(percentText(0.001)).toBe('< 0.1 %');
  expect(percentText(0)).toBe('0.0 %');
  expect(percentText(99.97)).toBe('> 99.9 %');
  expect([0, 0.289, 0.999, 1].map(donePercent)).toEqual([0, 28, 99, 99]);
  expect(secondsText(11.4)).toBe('11 s');
  expect(secondsText(95)).toBe('1 min 35 s');
  expect(secondsText(7260)).toBe('2 h 1 min');
  expect(secondsText(119.7)).toBe('2 min 0 s');
  expect(secondsText(7199)).toBe('2 h 0 min');
  expect([20, 80, 686, 7260].map(guessText)).toEqual(['20 s', '1 min', '11 min', '2 h 1 min']);
});

test('what is less than zero has a minus sign, not a hyphen', () => {
  expect(decimal(-0.05, 3)).toBe('\u22120.050');
  expect(decimal(0.05, 3)).toBe('0.050');
  expect(grouped(-12_500)).toBe('\u221212\u202f500');
});

test('places and scales', () => {
  expect(lonLatText(-7.912, 53.42812)).toBe('53.4281° N 7.9120° W');
  expect(scaleText(254_321)).toBe('1:250\u202f000');
  expect(scaleText(5_960)).toBe('1:6\u202f000');
});

test('the sensing time is told in UTC', () => {
  expect(sensingText('2022-10-05T11:54:21.024Z')).toBe('5 Oct 2022 11:54 UTC');
  expect(sensingText(null)).toBe('unknown');
});
