import { expect, it } from 'vitest';
import { areaText, lengthText } from './measure-text.ts';

it('writes lengths in the unit that they are read best in, or in the one that is wanted', () => {
  expect(lengthText(42.34)).toBe('42.3 m');
  expect(lengthText(999)).toBe('999 m');
  expect(lengthText(1234.5)).toBe('1.235 km');
  expect(lengthText(25_400)).toBe('25.40 km');
  expect(lengthText(1_234_500)).toBe('1\u202f235 km');
  expect(lengthText(1234.5, 'm')).toBe('1\u202f235 m');
  expect(lengthText(500, 'km')).toBe('0.500 km');
});

it('writes areas alike', () => {
  expect(areaText(9000)).toBe('9\u202f000 m²');
  expect(areaText(25_000)).toBe('2.500 ha');
  expect(areaText(3_000_000)).toBe('3.000 km²');
  expect(areaText(3_000_000, 'ha')).toBe('300.0 ha');
});
