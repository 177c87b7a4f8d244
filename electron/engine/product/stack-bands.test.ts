import { describe, expect, it } from 'vitest';
import { bandNamed } from './stack-bands.ts';

describe('names of bands', () => {
  it.each([
    ['B2', 'B02'],
    ['B02', 'B02'],
    ['b8a', 'B8A'],
    ['B08A', 'B8A'],
    ['B1A', null],
    ['B8', 'B08'],
    ['B12', 'B12'],
    ['B10, central wavelength 1375 nm', 'B10'],
    ['20230612T102031_T32UNU_B11', 'B11'],
    ['QA60', null],
    ['B13', null],
    ['NDVI', null],
    [null, null],
  ])('%s is %s', (description, band) => {
    expect(bandNamed(description)).toBe(band);
  });
});
