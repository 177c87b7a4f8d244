import { co, run, translate, warp } from './gdal-steps.ts';
import type { Variant } from './variant.ts';

/** Coordinate systems, pixel sizes and other ways of lying somewhere. */
export const places: readonly Variant[] = [
  ...['3035', '25833', '32632'].map(
    (epsg): Variant => ({
      name: `EPSG:${epsg}`,
      make: warp('-t_srs', `EPSG:${epsg}`, '-tr', '20', '20', '-dstnodata', '0'),
      tolerance: 0.06,
      otherGrid: true,
    }),
  ),
  ...['4326', '3857', '3395'].map(
    (epsg): Variant => ({
      name: `EPSG:${epsg}`,
      make: warp('-t_srs', `EPSG:${epsg}`, '-dstnodata', '0'),
      // Resampled twice, there and back.
      tolerance: 0.12,
      otherGrid: true,
    }),
  ),
  ...['19.95', '20.000000001', '15', '30'].map(
    (size): Variant => ({
      name: `pixels of ${size} m`,
      make: warp('-tr', size, size, '-dstnodata', '0'),
      tolerance: size === '30' ? 0.15 : 0.08,
      otherGrid: true,
    }),
  ),
  {
    name: 'no georeference',
    make: (from, to) => {
      translate(...co('PROFILE=BASELINE'))(from, to);
    },
    read: { pixelMetres: 20 },
  },
  { name: 'no georeference, no size given', make: translate(...co('PROFILE=BASELINE')), refused: /georeference/ },
  {
    name: 'south-up',
    make: (from, to) => {
      run('gdal_translate', ['-q', '-a_ullr', '400000', '5800000', '401920', '5801920', from, to]);
    },
    refused: /south to north/,
  },
  { name: 'pixels that are not square', make: warp('-tr', '20', '30', '-dstnodata', '0'), refused: /not square/ },
  {
    name: 'ground control points',
    make: translate(
      ...['-gcp', '0', '0', '13', '52', '-gcp', '96', '0', '13.1', '52', '-gcp', '0', '96', '13', '51.9'],
      '-a_srs',
      'EPSG:4326',
    ),
    refused: /control points|rotated/,
  },
  { name: 'COG', make: translate('-of', 'COG', ...co('COMPRESS=DEFLATE', 'BLOCKSIZE=128')) },
  {
    name: 'overviews',
    make: (from, to) => {
      translate()(from, to);
      run('gdaladdo', ['-q', to, '2', '4']);
    },
  },
];
