import { expect, it } from 'vitest';
import { partialBands } from './partial-bands.ts';

const LENGTH = 10_000;
const band = (isMissing: (at: number) => boolean) =>
  Uint16Array.from({ length: LENGTH }, (_, at) => (isMissing(at) ? 0 : 1500));
const whole = band(() => false);
const edge = (at: number) => at < LENGTH / 2;

it('names the bands that miss where others do not', () => {
  expect(partialBands([whole, band(edge), null, whole], [true, false, false, true])).toEqual([1]);
  expect(partialBands([whole, whole, band(edge), whole], [true, true, true, true])).toEqual([2]);
});

it('names none where all miss together, or hardly more than at the edge of a swath', () => {
  expect(partialBands([band(edge), band(edge), band(edge)], [true, true, true])).toEqual([]);
  expect(partialBands([whole, band((at) => at < LENGTH / 50)], [true, true])).toEqual([]);
  expect(partialBands([null, null], [true, true])).toEqual([]);
});

it('counts no pixel of which more than half of the needed bands miss', () => {
  expect(partialBands([whole, band(edge), band(edge)], [true, true, true])).toEqual([]);
  // Of exactly half it does.
  expect(partialBands([whole, whole, band(edge), band(edge)], [true, true, true, true])).toEqual([2, 3]);
});
