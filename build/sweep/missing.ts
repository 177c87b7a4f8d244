import { co, forgetNoData, planes, run, steps, TILED, translate, warp } from './gdal-steps.ts';
import { BANDS, type Variant } from './variant.ts';

/** Ways of saying that a pixel has no data. */
export const missing: readonly Variant[] = [
  ...[
    ['Int16', '-9999'],
    ['Int16', '-32768'],
    ['Int32', '-2147483648'],
    ['Float32', '-9999'],
    ['Float32', 'nan'],
    ['Float32', 'inf'],
    ['Float32', '-inf'],
    ['Float32', '-3.4028235e+38'],
    ['Float64', '1e+20'],
    ['UInt16', '65535'],
    ['UInt32', '4294967295'],
    ['Int32', '-9999'],
    ['Float64', 'nan'],
    ['Float64', '-9999'],
    ['Float32', '0'],
    ['Int16', '0'],
  ].flatMap(([type, value]): Variant[] => {
    const make = warp('-ot', type!, '-dstnodata', value!);
    return [
      { name: `${type} with no-data ${value}`, make },
      { name: `${type} with ${value}, not stated`, make: steps(make, forgetNoData) },
    ];
  }),
  {
    name: 'a mask inside, with overviews',
    make: steps(translate('-mask', '1', '-a_nodata', 'none'), translate('-of', 'COG', ...co('OVERVIEWS=AUTO'))),
  },
  { name: 'no-data outside of the type', make: translate('-a_nodata', '-9999') },
  {
    name: 'a mask inside',
    make: translate(...planes(6), '-mask', '1', '-a_nodata', 'none'),
  },
  {
    name: 'a mask beside',
    make: (from, to) =>
      void run('gdal_translate', [
        ...['-q', '--config', 'GDAL_TIFF_INTERNAL_MASK', 'NO'],
        ...['-mask', '1', '-a_nodata', 'none', from, to],
      ]),
  },
  { name: 'an alpha plane', make: warp('-dstalpha'), read: { bands: [...BANDS, null] } },
  { name: 'blocks that are not there', make: translate(...co('SPARSE_OK=TRUE'), ...TILED) },
];
