import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeTiff } from '../../test/fake-tiff.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import { ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';
import { openTiffRaster, type TiffRaster } from './tiff-raster.ts';

const temporary = temporaryFolder('nephoscope-tiff-formats-');
const WIDTH = 75;
const HEIGHT = 61;
const PLANES = 3;
let count = 0;

/** Three planes of smooth values with noise, from 0 to 30000, as a raw raster. */
function scene(): string {
  const path = join(temporary.path, 'scene.raw');
  const values = Uint16Array.from({ length: WIDTH * HEIGHT * PLANES }, (_, at) => {
    const [column, row] = [at % WIDTH, Math.floor(at / WIDTH)];
    return row < 3 ? 0 : (column * 331 + row * 57 + ((at * 2654435761) % 97)) % 30_000;
  });
  writeFileSync(path, values);
  writeFileSync(
    `${path.replace('.raw', '')}.hdr`,
    `ENVI\nsamples = ${WIDTH}\nlines = ${HEIGHT}\nbands = ${PLANES}\ndata type = 12\ninterleave = bsq\nbyte order = 0\n`,
  );
  return path;
}

function translate(source: string, options: readonly string[]): string {
  const path = join(temporary.path, `${count++}.tif`);
  execFileSync('gdal_translate', ['-q', ...options, source, path], { stdio: ['ignore', 'ignore', 'pipe'] });
  return path;
}

const truths = new Map<string, Float64Array>();

/** What GDAL's own program reads, band after band; the same for all lossless codings of a type. */
function truth(path: string, options: readonly string[]): Float64Array {
  const type = options.filter((option, k) => (option !== '-co' && options[k - 1] !== '-co') || /^NBITS/.test(option));
  const known = truths.get(type.join(' '));
  if (known) return known;
  const raw = `${path}.truth`;
  execFileSync('gdal_translate', [
    '-q',
    '-of',
    'ENVI',
    '-co',
    'INTERLEAVE=BSQ',
    '-ot',
    'Float64',
    '-mask',
    'none',
    path,
    raw,
  ]);
  const values = new Float64Array(Uint8Array.from(readFileSync(raw)).buffer);
  truths.set(type.join(' '), values);
  return values;
}

async function readAll(raster: TiffRaster): Promise<Float64Array> {
  const all = new Float64Array(raster.planes * raster.width * raster.height);
  // In parts, so that windows meet strips and tiles anyhow.
  const [split, top] = [40, 30];
  for (let plane = 0; plane < raster.planes; plane++) {
    for (const [column, row, width, height] of [
      [0, 0, split, top],
      [split, 0, raster.width - split, top],
      [0, top, raster.width, raster.height - top],
    ] as const) {
      const part = await raster.read(plane, { column, row, width, height });
      for (let k = 0; k < part.length; k++) {
        const at = (row + Math.floor(k / width)) * raster.width + column + (k % width);
        all[plane * raster.width * raster.height + at] = part[k]!;
      }
    }
  }
  return all;
}

async function opened<T>(path: string, use: (raster: TiffRaster) => Promise<T>): Promise<T> {
  const source = await openFile(path);
  try {
    const raster = await openTiffRaster(source, path);
    return await use(raster).finally(() => raster.close());
  } finally {
    await source.close();
  }
}

const co = (...options: readonly string[]) => options.flatMap((option) => ['-co', option]);
const TILED = co('TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16');

const TYPES: [string, string[]][] = [
  ...['UInt16', 'Int16', 'UInt32', 'Int32', 'Float32', 'Float64'].map((type): [string, string[]] => [
    type,
    ['-ot', type],
  ]),
  ['Byte', ['-ot', 'Byte', '-scale', '0', '30000', '0', '255']],
  ['half precision', ['-ot', 'Float32', ...co('NBITS=16')]],
  ['24 bits of floating point', ['-ot', 'Float32', ...co('NBITS=24')]],
  ...[1, 2, 3, 4, 5, 6, 7].map((bits): [string, string[]] => [
    `${bits} bits`,
    ['-ot', 'Byte', '-scale', '0', '30000', '0', String(2 ** bits - 1), ...co(`NBITS=${bits}`)],
  ]),
  ...[9, 10, 11, 12, 13, 14].map((bits): [string, string[]] => [
    `${bits} bits`,
    ['-ot', 'UInt16', '-scale', '0', '30000', '0', String(2 ** bits - 1), ...co(`NBITS=${bits}`)],
  ]),
  ['15 bits', ['-ot', 'UInt16', ...co('NBITS=15')]],
  ...[17, 20, 23, 24, 25, 31].map((bits): [string, string[]] => [
    `${bits} bits`,
    ['-ot', 'UInt32', '-scale', '0', '30000', '0', String(2 ** bits - 1), ...co(`NBITS=${bits}`)],
  ]),
];
const LAYOUTS: [string, string[]][] = [
  ['strips, by pixel', co('INTERLEAVE=PIXEL')],
  ['strips of 7, by band, big-endian', co('INTERLEAVE=BAND', 'BLOCKYSIZE=7', 'ENDIANNESS=BIG')],
  ['tiles, by pixel, big-endian, DEFLATE', [...co('INTERLEAVE=PIXEL', 'ENDIANNESS=BIG', 'COMPRESS=DEFLATE'), ...TILED]],
  ['tiles, by band, LZW, BigTIFF', [...co('INTERLEAVE=BAND', 'COMPRESS=LZW', 'BIGTIFF=YES'), ...TILED]],
];

const CODINGS: [string, string[]][] = [
  ['PackBits', co('COMPRESS=PACKBITS')],
  ...['LZW', 'DEFLATE', 'ZSTD'].flatMap((coding): [string, string[]][] => [
    [`${coding}, predictor 2`, co(`COMPRESS=${coding}`, 'PREDICTOR=2')],
    [`${coding}, predictor 2, signed`, ['-ot', 'Int16', ...co(`COMPRESS=${coding}`, 'PREDICTOR=2')]],
    [`${coding}, predictor 2, 32 bits`, ['-ot', 'UInt32', ...co(`COMPRESS=${coding}`, 'PREDICTOR=2')]],
    [`${coding}, predictor 3`, ['-ot', 'Float32', ...co(`COMPRESS=${coding}`, 'PREDICTOR=3')]],
    [`${coding}, predictor 3, double`, ['-ot', 'Float64', ...co(`COMPRESS=${coding}`, 'PREDICTOR=3')]],
  ]),
  ['ZSTD', co('COMPRESS=ZSTD')],
  ['LERC', co('COMPRESS=LERC')],
  ['LERC, 32 bits', ['-ot', 'UInt32', ...co('COMPRESS=LERC')]],
  ['LERC, floating point', ['-ot', 'Float32', ...co('COMPRESS=LERC')]],
  ['LERC with DEFLATE', co('COMPRESS=LERC_DEFLATE')],
  ['LERC with ZSTD', co('COMPRESS=LERC_ZSTD')],
  ['JPEG', ['-ot', 'Byte', '-scale', '0', '30000', '0', '255', ...co('COMPRESS=JPEG')]],
  ['JPEG, YCbCr', ['-ot', 'Byte', '-scale', '0', '30000', '0', '255', ...co('COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR')]],
  ['WebP', ['-ot', 'Byte', '-scale', '0', '30000', '0', '255', ...co('COMPRESS=WEBP')]],
  ['LZMA', co('COMPRESS=LZMA')],
  ['JPEG XL', co('COMPRESS=JXL')],
  ['CCITT', ['-b', '1', '-ot', 'Byte', '-scale', '0', '30000', '0', '1', ...co('COMPRESS=CCITTFAX4', 'NBITS=1')]],
];
const CODING_LAYOUTS: [string, string[]][] = [
  ['strips by pixel', co('INTERLEAVE=PIXEL')],
  ['tiles by band', [...co('INTERLEAVE=BAND'), ...TILED]],
  ['tiles by pixel, big-endian', [...co('INTERLEAVE=PIXEL', 'ENDIANNESS=BIG'), ...TILED]],
];

/** Codings that are refused; all others must be read. Predictors are, in big-endian files, where readers differ. */
const REFUSED = /UInt32.*LERC|JPEG|WEBP|LZMA|JXL|ZSTD.*PREDICTOR.*BIG|PREDICTOR=3.*BIG/;

/** The values of GDAL, or a refusal that names a command; never other values. */
async function expectTruthOrRefusal(options: readonly string[]): Promise<void> {
  let path: string;
  try {
    path = translate(scene(), options);
  } catch (error) {
    // GDAL's program may be built without a coding, and some cannot hold some layouts.
    expect(options.join(' '), String(error)).toMatch(REFUSED);
    return;
  }
  const refusal = await opened(path, readAll).then(
    (values) => {
      const expected = truth(path, options);
      expect(values.length).toBe(expected.length);
      const wrong = values.findIndex((value, at) => value !== expected[at]);
      expect([wrong, values[wrong], expected[wrong]]).toEqual([-1, undefined, undefined]);
    },
    (error: unknown) => error,
  );
  if (!REFUSED.test(options.join(' '))) expect(refusal).toBeUndefined();
  else {
    expect(refusal).toBeInstanceOf(ProductError);
    expect((refusal as ProductError).remedy).toMatch(/gdal_translate|PREDICTOR=1/);
  }
}

describe('a TIFF gives the values that GDAL reads', () => {
  describe.each(LAYOUTS)('in %s', (_, layout) => {
    it.each(TYPES)('of %s', (_, type) => expectTruthOrRefusal([...type, ...layout]));
  });

  it('of signed bytes', async () => {
    const tiff = fakeTiff({ descriptions: ['B02', 'B03'], bits: 8, sampleFormat: 2, width: 3, height: 1 });
    tiff.set([1, 255, 128, 127, 0, 254], tiff.length - 6);
    const path = join(temporary.path, 'signed.tif');
    writeFileSync(path, tiff);
    const window = { column: 0, row: 0, width: 3, height: 1 };
    expect(Array.from(await opened(path, (raster) => raster.read(0, window)))).toEqual([1, -128, 0]);
    expect(Array.from(await opened(path, (raster) => raster.read(1, window)))).toEqual([-1, 127, -2]);
  });

  it('in blocks that are not there, which are no-data', async () => {
    const path = join(temporary.path, 'sparse.tif');
    execFileSync('gdal_create', [
      ...['-of', 'GTiff', '-outsize', '64', '64', '-bands', '2', '-ot', 'Float32', '-a_nodata', 'nan'],
      ...co('SPARSE_OK=TRUE', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'),
      path,
    ]);
    const window = { column: 10, row: 10, width: 40, height: 40 };
    expect(new Set(await opened(path, (raster) => raster.read(1, window)))).toEqual(new Set([Number.NaN]));
  });
});

describe('a TIFF gives the values that GDAL reads, or is refused with a command that helps,', () => {
  describe.each(CODING_LAYOUTS)('in %s', (_, layout) => {
    it.each(CODINGS)('coded as %s', (_, coding) => expectTruthOrRefusal([...coding, ...layout]));
  });

  it.each(['CInt16', 'CFloat32'])('of complex numbers (%s)', async (type) => {
    const path = translate(scene(), ['-ot', type]);
    const refusal = await opened(path, readAll).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ message: expect.stringContaining('complex'), remedy: expect.any(String) });
  });
});
