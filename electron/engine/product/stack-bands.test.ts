import { describe, expect, it } from 'vitest';
import type { BandId } from '../core/bands.ts';
import { bandNamed, chooseBands, chooseLevel } from './stack-bands.ts';

describe('the band that a description names', () => {
  it.each<[string | null, BandId | null]>([
    ['B2', 'B02'],
    ['B02', 'B02'],
    ['b8a', 'B8A'],
    ['B08A', 'B8A'],
    ['B12', 'B12'],
    ['Band 8A', 'B8A'],
    ['band_11', 'B11'],
    ['B02_10m', 'B02'],
    ['B2_1', 'B02'],
    ['B2 (490 nm)', 'B02'],
    ['B10, central wavelength 1375 nm', 'B10'],
    ['s2_B04_median', 'B04'],
    ['20230612T102031_T32UNU_B11', 'B11'],
    ['Sentinel-2 L2A B8A surface reflectance', 'B8A'],
    ['Red (B4)', 'B04'],
    ['B1A', null],
    ['B13', null],
    ['QA60', null],
    ['NDVI', null],
    ['NDVI_B8_B4', null],
    ['B8-B4', null],
    ['B4_min', null],
    ['B8_stdDev', null],
    ['B4_count', null],
    ['cloud_prob', null],
    ['EVI', null],
    ['sur_refl_b01', null],
    ['MNDWI B3', null],
    [null, null],
  ])('in %s is %s', (description, band) => {
    expect(bandNamed(description)).toBe(band);
  });
});

describe('the bands of a stack', () => {
  const ask =
    (names: readonly (string | null)[], file = 'it.tif') =>
    () =>
      chooseBands(names, undefined, file);

  it.each<[string, readonly (string | null)[], RegExp]>([
    ['counted in words', ['Band 1', 'Band 2', 'Band 3', 'Band 4'], /only counted/],
    ['counted in letters', ['b1', 'b2', 'b3', 'b4'], /only counted/],
    ['counted to 12', Array.from({ length: 12 }, (_, k) => `B${k + 1}`), /only counted/],
    ['counted to 12 as means', Array.from({ length: 12 }, (_, k) => `B${k + 1}_mean`), /only counted/],
    ['counted from 0', Array.from({ length: 13 }, (_, k) => `B${k}`), /only counted/],
    ['counted from 0 in words', ['Band 0', 'Band 1', 'Band 2'], /only counted/],
    ['counted to 13', Array.from({ length: 13 }, (_, k) => `S2_B${k + 1}_median`), /only counted/],
    ['those of Landsat', ['SR_B2', 'SR_B3', 'SR_B4', 'SR_B5'], /Landsat/],
    ['those of MODIS', ['sur_refl_b01', 'sur_refl_b02'], /MODIS/],
    ['one twice', ['B2', 'B02_20m'], /Two planes/],
    ['none', [null, 'NDVI', 'B4_min'], /No plane/],
  ])('are asked for where they are %s', (_, names, message) => {
    expect(ask(names)).toThrow(message);
    const given = names.map((_, k) => (k === 0 ? ('B02' as const) : null));
    expect(chooseBands(names, given, 'it.tif')).toEqual({ bands: given, notes: [] });
  });

  it('are asked for where the name of the file is that of Landsat', () => {
    expect(ask(['B02', 'B03', 'B04', 'B05'], 'HLS.L30.T33UVU.2024127.tif')).toThrow(/Landsat/);
  });

  it('may be those of Earth Engine, also under the prefix that Landsat has', () => {
    expect(chooseBands(['B1', 'B2', 'B8A', 'QA60'], undefined, 'it.tif').bands).toEqual(['B01', 'B02', 'B8A', null]);
    expect(chooseBands(['SR_B2', 'SR_B8A'], undefined, 'it.tif').bands).toEqual(['B02', 'B8A']);
  });

  it('are taken from names of colours, saying so', () => {
    const { bands, notes } = chooseBands(['blue', 'nir', 'nir08', 'swir16', 'scl'], undefined, 'it.tif');
    expect(bands).toEqual(['B02', 'B08', 'B8A', 'B11', null]);
    expect(notes[0]).toContain('nir = B08');
  });

  it('tell which planes look like bands and are none', () => {
    const { bands, notes } = chooseBands(['B02', 'B03', 'B04', 'NDVI_B8_B4'], undefined, 'it.tif');
    expect(bands).toEqual(['B02', 'B03', 'B04', null]);
    expect(notes).toEqual(['NDVI_B8_B4 of it.tif is not taken for a band.']);
  });

  it('are told how to be given when their number is wrong', () => {
    expect(() => chooseBands(['B2', 'B3'], ['B02'], 'it.tif')).toThrow(/1 bands are given for the 2 planes/);
  });
});

it('the level is told by the metadata that GDAL keeps of a product', () => {
  expect(chooseLevel(['B4'], ['B04'], { PROCESSING_LEVEL: 'Level-2A' }, undefined, 'it.tif')).toEqual({
    level: 'L2A',
    note: null,
  });
});
