import { describe, expect, test } from 'vitest';
import { parseNumber, stepNumber } from './number.ts';

const metres = { min: 0, max: 500, digits: 0 };
const share = { min: 0, max: 1, digits: 2 };

describe('reading a number', () => {
  test.each([
    ['60', metres, 60],
    ['60 m', metres, 60],
    ['60m', metres, 60],
    [' 1 000 ', { min: 0, max: 5000, digits: 0 }, 1000],
    ['12\u202f500', { min: 0, max: 50000, digits: 0 }, 12500],
    ['0.5', share, 0.5],
    ['0,5', share, 0.5],
    ['.255', share, 0.26],
    ['-3', metres, 0],
    ['\u22120.05', { min: -1, max: 1, digits: 2 }, -0.05],
    ['-0.05', { min: -1, max: 1, digits: 2 }, -0.05],
    ['9999', metres, 500],
  ])('%s', (text, range, expected) => expect(parseNumber(text, range, range === metres ? 'm' : '')).toBe(expected));

  test.each(['', 'abc', '1.2.3', 'm 60', '--1', '1e3'])('%s is none', (text) =>
    expect(parseNumber(text, metres)).toBeNull(),
  );
});

describe('a unit that is written', () => {
  const hectares = { min: 0, max: 10_000, digits: 2 };
  test.each([
    ['0.25 ha', 'ha', 0.25],
    ['2500 m²', 'ha', 0.25],
    ['2500m2', 'ha', 0.25],
    ['1 km²', 'ha', 100],
    ['1,5 km', 'm', 1500],
    ['50 %', '%', 50],
  ])('%s in %s', (text, unit, expected) => expect(parseNumber(text, hectares, unit)).toBe(expected));

  test.each([
    ['60 m²', 'm'],
    ['60 m', 'ha'],
    ['50 %', ''],
    ['60 ft', 'm'],
  ])('%s is no value in %s', (text, unit) => expect(parseNumber(text, hectares, unit)).toBeNull());
});

test('a step stays within the range and does not gather rounding', () => {
  expect(stepNumber(0.1, 0.2, share)).toBe(0.3);
  expect(stepNumber(495, 10, metres)).toBe(500);
});
