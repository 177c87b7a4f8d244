import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BandId } from '../electron/engine/core/bands.ts';
import { NephoscopeError } from '../electron/engine/core/errors.ts';
import { computePlannedMask } from '../electron/engine/produce/compute-mask.ts';
import { planRecipe } from '../electron/engine/produce/plan.ts';
import { createWorkbench } from '../electron/engine/produce/workbench.ts';
import { openProduct } from '../electron/engine/product/open.ts';
import type { OpenProductOptions } from '../electron/engine/product/types.ts';

/**
 * 200 GeoTIFFs that GDAL makes of one scene, over types, codings, layouts, no-data and coordinate systems. Each must give
 * the mask of the plain one, or a refusal. A part of them is tried with the other tests; all, with a table, by
 * `NEPHOSCOPE_SWEEP=all npx vitest run --config build/vitest.config.ts build/sweep-geotiff.test.ts`.
 */
const ALL = process.env.NEPHOSCOPE_SWEEP === 'all';
const PART = 10;
const SAFE =
  'build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE/GRANULE/*/IMG_DATA/R20m/*_@_20m.jp2';
const BANDS: readonly BandId[] = ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'];
const READ_AS_DN = { scale: 1e-4, offset: -0.1 };

type Stack = NonNullable<OpenProductOptions['stack']>;
type Reading = { readonly [K in keyof Stack]?: Stack[K] | undefined };

/** How a variant is made, how it is to be read, and what is expected of it. */
interface Variant {
  readonly name: string;
  make(plain: string, target: string): void;
  readonly read?: Reading;
  /** Share of the pixels that may have another class; of the classes' shares, where the grid is another. */
  readonly tolerance?: number;
  readonly otherGrid?: boolean;
  readonly refused?: RegExp;
}

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-sweep-'));
const bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder, 'cache') });
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (program: string, options: readonly string[]) =>
  execFileSync(program, [...options], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
const co = (...options: readonly string[]) => options.flatMap((option) => ['-co', option]);
const translate =
  (...options: readonly string[]) =>
  (from: string, to: string) =>
    void run('gdal_translate', ['-q', '--config', 'GDAL_TIFF_INTERNAL_MASK', 'YES', ...options, from, to]);
const warp =
  (...options: readonly string[]) =>
  (from: string, to: string) =>
    void run('gdalwarp', ['-q', '-srcnodata', '0', ...options, from, to]);
/** One step after the other, over files of its own. */
const steps =
  (...all: readonly ((from: string, to: string) => void)[]) =>
  (from: string, to: string) => {
    const paths = [from, ...all.slice(0, -1).map((_, k) => `${to}.${k}.tif`), to];
    for (const [k, step] of all.entries()) step(paths[k]!, paths[k + 1]!);
  };
const forgetNoData = (from: string, to: string) => {
  run('gdal_translate', ['-q', '-a_nodata', 'none', from, to]);
};

/** The scene: six bands of the sample, with a rim of missing pixels. */
function plainScene(): string {
  const path = join(folder, 'plain.tif');
  const bands = BANDS.map((band) => run('bash', ['-c', `ls ${SAFE.replace('@', band)}`]).trim());
  run('gdalbuildvrt', ['-q', '-separate', join(folder, 'bands.vrt'), ...bands]);
  // A window with clear land, shadow and cloud, and nine columns of nothing beside it.
  translate('-ot', 'UInt16', '-srcwin', '192', '48', '87', '96')(join(folder, 'bands.vrt'), join(folder, 'window.tif'));
  const rim = ['-srcwin', '-9', '0', '96', '96', '-a_nodata', '0'];
  translate(...rim, ...co('INTERLEAVE=BAND'))(join(folder, 'window.tif'), path);
  return path;
}

const TYPES: [string, string[]][] = [
  ['UInt16', ['-ot', 'UInt16']],
  ['UInt16 in 15 bits', ['-ot', 'UInt16', ...co('NBITS=15')]],
  ['Int16', ['-ot', 'Int16']],
  ['UInt32', ['-ot', 'UInt32']],
  ['Float32', ['-ot', 'Float32']],
  ['Float64', ['-ot', 'Float64']],
];
const CODINGS: [string, string[]][] = [
  ['no compression', []],
  ['LZW', co('COMPRESS=LZW')],
  ['LZW with predictor', co('COMPRESS=LZW', 'PREDICTOR=2')],
  ['DEFLATE with predictor', co('COMPRESS=DEFLATE', 'PREDICTOR=2')],
  ['PackBits', co('COMPRESS=PACKBITS')],
  ['ZSTD', co('COMPRESS=ZSTD')],
  ['LERC', co('COMPRESS=LERC')],
  ['LZMA', co('COMPRESS=LZMA')],
];
const TILED = co('TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32');
const LAYOUTS: [string, string[]][] = [
  ['strips by pixel', co('INTERLEAVE=PIXEL')],
  ['tiles by band, BigTIFF', [...co('INTERLEAVE=BAND', 'BIGTIFF=YES'), ...TILED]],
  ['tiles by pixel, big-endian', [...co('INTERLEAVE=PIXEL', 'ENDIANNESS=BIG'), ...TILED]],
];
const codings: Variant[] = TYPES.flatMap(([type, asType]) =>
  CODINGS.flatMap(([coding, coded]) =>
    LAYOUTS.flatMap(([layout, laid]): Variant[] => {
      const options = [...asType, ...coded, ...laid];
      const isFloat = type.startsWith('Float');
      const fits = isFloat ? options.map((option) => option.replace('PREDICTOR=2', 'PREDICTOR=3')) : options;
      const bigPredictor = isFloat && coding.includes('predictor') && layout.includes('big-endian');
      const packed = type.includes('15 bits') && coding === 'ZSTD';
      // GDAL makes neither predictors nor LERC of packed values.
      if (type.includes('15 bits') && /predictor|LERC/.test(coding)) return [];
      const variant: Variant = {
        name: `${type}, ${coding}, ${layout}`,
        make: translate(...fits),
        ...(type === 'UInt32' && coding === 'LERC' ? { refused: /LERC/ } : {}),
        ...(coding === 'LZMA' ? { refused: /LZMA/ } : {}),
        ...(bigPredictor ? { refused: /big-endian/ } : {}),
        ...(packed ? { refused: /15 bits/ } : {}),
      };
      return [variant];
    }),
  ),
);

const missing: Variant[] = [
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
    make: translate(
      '-b',
      '1',
      '-b',
      '2',
      '-b',
      '3',
      '-b',
      '4',
      '-b',
      '5',
      '-b',
      '6',
      '-mask',
      '1',
      '-a_nodata',
      'none',
    ),
  },
  {
    name: 'a mask beside',
    make: (from, to) =>
      void run('gdal_translate', [
        '-q',
        '--config',
        'GDAL_TIFF_INTERNAL_MASK',
        'NO',
        '-mask',
        '1',
        '-a_nodata',
        'none',
        from,
        to,
      ]),
  },
  { name: 'an alpha plane', make: warp('-dstalpha'), read: { bands: [...BANDS, null] } },
  { name: 'blocks that are not there', make: translate(...co('SPARSE_OK=TRUE'), ...TILED) },
];

const units: Variant[] = [
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
    make: translate(
      '-ot',
      'Byte',
      '-scale',
      '0',
      '10000',
      '0',
      '250',
      '-b',
      '1',
      '-b',
      '2',
      '-b',
      '3',
      ...co('COMPRESS=JPEG'),
    ),
    read: { bands: BANDS.slice(0, 3) },
    refused: /JPEG/,
  },
];

const places: Variant[] = [
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

const VARIANTS = [...codings, ...missing, ...units, ...places];

async function maskOf(path: string, read: Reading): Promise<Uint8Array> {
  const stack = Object.fromEntries(
    Object.entries({ bands: BANDS, level: 'L2A', ...READ_AS_DN, ...read }).filter(([, value]) => value !== undefined),
  ) as Stack;
  const product = await openProduct(path, { stack });
  try {
    const grid = Number(Object.keys(product.grids)[0]) as 10 | 20 | 60;
    const recipe = {
      ...{ grid, pack: null, parameters: null, formats: ['cog' as const], cloudyClasses: ['cloud' as const] },
      ...{ cleanedBands: [], cleanedGrid: grid, cleanedStack: false, simplifyMetres: null },
    };
    const plan = await planRecipe(bench, product, recipe, { kind: 'scene' }, 'cpu');
    const computed = await computePlannedMask(bench, product, plan, { corrections: [], device: 'cpu' });
    await computed.written;
    return computed.mask.codes;
  } finally {
    await bench.rasters.release(product);
    await product.close();
  }
}

function shares(codes: Uint8Array): number[] {
  const count = [0, 0, 0, 0, 0, 0];
  for (const code of codes) count[code]!++;
  const valid = codes.length - count[5]!;
  return count.slice(1, 5).map((n) => n / valid);
}

/** How much two masks differ: by pixel, or by the classes' shares of the valid pixels. */
function difference(codes: Uint8Array, plain: Uint8Array, otherGrid: boolean): number {
  if (!otherGrid) return codes.reduce((n, code, k) => n + (code === plain[k] ? 0 : 1), 0) / plain.length;
  const other = shares(codes);
  return Math.max(...shares(plain).map((share, k) => Math.abs(share - other[k]!)));
}

describe('a scene in 200 GeoTIFFs', () => {
  const plain = plainScene();
  const expected = maskOf(plain, {});
  const rows: string[] = [];
  afterAll(() => {
    if (ALL) console.log(rows.join('\n'));
  });

  it('are 200', () => expect(VARIANTS).toHaveLength(200));

  const tried = VARIANTS.map((variant, k) => ({ ...variant, k })).filter(({ k }) => ALL || k % PART === 3);
  it.each(tried)('$name', async ({ name, make, read = {}, tolerance = 0, otherGrid = false, refused, k }) => {
    const path = join(folder, `v${k}.tif`);
    make(plain, path);
    const codes = await maskOf(path, read).catch((error: unknown) => {
      if (error instanceof NephoscopeError) return error;
      throw error;
    });
    if (codes instanceof NephoscopeError) {
      rows.push(`${name} | refused: ${codes.message} | ${codes.remedy ?? ''}`);
      expect(codes.message).toMatch(refused ?? /^no refusal is expected$/);
      expect(codes.remedy).toBeTruthy();
      return;
    }
    const differs = difference(codes, await expected, otherGrid);
    rows.push(`${name} | ${(100 * differs).toFixed(2)} % ${otherGrid ? 'of shares' : 'of pixels'} differ`);
    expect(refused).toBeUndefined();
    expect(differs).toBeLessThanOrEqual(tolerance);
  });
});
