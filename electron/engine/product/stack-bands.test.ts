import { describe, expect, it } from 'vitest';
import { bandNamed, chooseBands } from './stack-bands.ts';

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

it('FORCE has a name of its own for the broad near infrared, and calls the narrow one as others call the broad one', () => {
  const names = ['BLUE', 'GREEN', 'RED', 'REDEDGE1', 'REDEDGE2', 'REDEDGE3', 'BROADNIR', 'NIR', 'SWIR1', 'SWIR2'];
  const force = ['B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B08', 'B8A', 'B11', 'B12'];
  expect(chooseBands(names, undefined, 'BOA.tif').bands).toEqual(force);
  expect(chooseBands(['RED', 'NIR'], undefined, 'other.tif').bands).toEqual(['B04', 'B08']);
});
