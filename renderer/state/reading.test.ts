import { expect, it } from 'vitest';
import { asksForReading, EMPTY_READING, readingOf } from './reading.ts';

it('a reading is what the fields say, in any usual spelling', () => {
  expect(readingOf(EMPTY_READING)).toEqual({ reading: {} });
  const fields = { bands: 'b2, B03;B8A -', level: 'L2A', scale: '0,0001', offset: '-0.1', pixelMetres: '10' } as const;
  expect(readingOf(fields)).toEqual({
    reading: { bands: ['B02', 'B03', 'B8A', null], level: 'L2A', scale: 0.0001, offset: -0.1, pixelMetres: 10 },
  });
});

it('a field that says nothing of use is told of', () => {
  const said = readingOf({ ...EMPTY_READING, bands: 'B02,red', scale: '0', offset: 'x', pixelMetres: '-5' });
  expect(said).toEqual({
    problems: {
      bands: expect.stringContaining('red: no band'),
      scale: expect.stringContaining('above 0'),
      offset: expect.stringContaining('number'),
      pixelMetres: expect.stringContaining('above 0'),
    },
  });
});

it('only errors that ask for it ask for a reading', () => {
  expect(asksForReading({ remedy: 'Say which (--level L1C or --level L2A).' })).toBe(true);
  expect(asksForReading({ remedy: 'Copy or export it again.' })).toBe(false);
  expect(asksForReading(new Error('no remedy'))).toBe(false);
});
