import { co, planes, run, translate } from './gdal-steps.ts';
import { BANDS, type Variant } from './variant.ts';

/** What a value may mean. */
export const units: readonly Variant[] = [
  {
    name: 'reflectance 0 to 1, Float32',
    make: translate('-ot', 'Float32', '-scale', '0', '10000', '0', '1'),
    read: { scale: 1 },
    tolerance: 0.01,
  },
  {
    name: 'reflectance 0 to 1, Float64',
    make: translate('-ot', 'Float64', '-scale', '0', '10000', '0', '1'),
    read: { scale: 1 },
    tolerance: 0.01,
  },
  {
    name: 'reflectance 0 to 1, half precision',
    make: translate('-ot', 'Float32', '-scale', '0', '10000', '0', '1', ...co('NBITS=16')),
    read: { scale: 1 },
    tolerance: 0.03,
  },
  {
    name: 'percent, Float32',
    make: translate('-ot', 'Float32', '-scale', '0', '10000', '0', '100'),
    read: { scale: 0.01 },
    tolerance: 0.01,
  },
  {
    name: 'reflectance x 20000',
    make: translate('-scale', '0', '10000', '0', '20000'),
    read: { scale: 5e-5 },
    tolerance: 0.01,
  },
  {
    name: 'tags of scale and offset',
    make: (from, to) => {
      translate()(from, to);
      run('gdal_edit.py', ['-scale', '0.0001', '-offset', '-0.1', to]);
    },
    read: { scale: undefined, offset: undefined },
  },
  {
    name: 'an offset tag in DN',
    make: (from, to) => {
      translate()(from, to);
      run('gdal_edit.py', ['-offset', '-1000', to]);
    },
    read: { scale: undefined, offset: undefined },
    refused: /above 2/,
  },
  { name: 'reflectance read as DN x 10000', make: translate(), read: { scale: 1, offset: 0 }, refused: /above 2/ },
  { name: 'complex numbers', make: translate('-ot', 'CFloat32'), refused: /complex/ },
  {
    name: 'JPEG in bytes',
    make: translate('-ot', 'Byte', '-scale', '0', '10000', '0', '250', ...planes(3), ...co('COMPRESS=JPEG')),
    read: { bands: BANDS.slice(0, 3) },
    refused: /JPEG/,
  },
];
