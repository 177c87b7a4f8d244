import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import type { Grid, Window } from '../core/grid.ts';
import { openFile } from '../product/byte-source.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { createRasterContext, type RasterContext } from './context.ts';
import { readBandOnGrid } from './read-band.ts';

const FOLDER = join(T29UNU, 'GRANULE', 'L2A_T29UNU_A038058_20221005T115407', 'IMG_DATA', 'R60m');
const B02 = join(FOLDER, 'T29UNU_20221005T115411_B02_60m.jp2');

function rasterFile(path: string, pixelMetres: 10 | 20 | 60): RasterFile {
  const format = path.endsWith('.jp2') ? 'jp2' : 'geotiff';
  return { name: path.split('/').at(-1)!, path, pixelMetres, format, index: 0, open: () => openFile(path) };
}

/** The 60 m band taken for one of another pixel size, so that real pixels serve for tests of every ratio. */
function grids(width: number, pixelMetres: number): { product: Product; grid(metres: number): Grid } {
  const grid = (metres: number) => {
    const size = Math.round((width * pixelMetres) / metres);
    return { epsg: 32629, originX: 0, originY: 0, pixelMetres: metres, width: size, height: size };
  };
  const product = { id: 'test', path: 'test', grids: { 10: grid(10), 20: grid(20), 60: grid(60) } };
  return { product: product as unknown as Product, grid };
}

let context: RasterContext;
let folder: string;
let tiff: string;
beforeAll(() => {
  context = createRasterContext({ threads: 2 });
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-raster-'));
  // From a JP2, GDAL would resample a reduced resolution; from a plain TIFF it takes the full one.
  tiff = join(folder, 'b02.tif');
  if (haveSharedData()) execFileSync('gdal_translate', ['-q', '-a_nodata', '0', B02, tiff]);
});
afterAll(async () => {
  await context.close();
  rmSync(folder, { recursive: true });
});

function gdal(path: string, ...options: string[]): Uint16Array {
  const out = join(folder, 'truth.bin');
  execFileSync('gdal_translate', ['-q', '-of', 'ENVI', ...options, path, out]);
  return new Uint16Array(new Uint8Array(readFileSync(out)).buffer);
}

/** Mean absolute difference where both are valid, and how many pixels only one of them has. */
function compare(a: Uint16Array, b: Uint16Array) {
  expect(a.length).toBe(b.length);
  let sum = 0;
  let both = 0;
  let onlyOne = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== 0 && b[i] !== 0) {
      const difference = Math.abs(a[i]! - b[i]!);
      sum += difference;
      largest = Math.max(largest, difference);
      both++;
    } else if (a[i] !== b[i]) onlyOne++;
  }
  return { mean: sum / both, largest, onlyOne, both };
}

describe.skipIf(!haveSharedData())('readBandOnGrid on a real band with no-data', () => {
  it('copies equal pixels; outside of the band is no-data', async () => {
    const { product, grid } = grids(1830, 60);
    const window = { column: 1700, row: -20, width: 200, height: 120 };
    const { dn } = await readBandOnGrid({ product, files: [rasterFile(B02, 60)], grid: grid(60), window }, context);
    const truth = gdal(B02, '-srcwin', '1700', '0', '130', '100');
    const expected = new Uint16Array(200 * 120);
    for (let row = 0; row < 100; row++) expected.set(truth.subarray(row * 130, (row + 1) * 130), (row + 20) * 200);
    expect(dn).toEqual(expected);
  });

  it('interpolates a coarser file as GDAL does', async () => {
    const { product, grid } = grids(1830, 60);
    const window = { column: 1200, row: 1800, width: 300, height: 210 };
    const { dn } = await readBandOnGrid({ product, files: [rasterFile(B02, 60)], grid: grid(20), window }, context);
    // GDAL interpolates at the rim of what it cuts out, too, so more is cut out and the middle compared.
    const truth = gdal(tiff, '-srcwin', '390', '590', '120', '90', '-outsize', '360', '270', '-r', 'bilinear');
    const middle = new Uint16Array(300 * 210);
    for (let row = 0; row < 210; row++)
      middle.set(truth.subarray((row + 30) * 360 + 30, (row + 30) * 360 + 330), row * 300);
    const { largest, onlyOne } = compare(dn, middle);
    expect(largest).toBeLessThanOrEqual(1);
    expect(onlyOne).toBe(0);
  });

  it('averages valid pixels by area as GDAL does', async () => {
    const { product, grid } = grids(1830, 20);
    const whole = { column: 0, row: 0, width: 610, height: 610 };
    const { dn } = await readBandOnGrid(
      { product, files: [rasterFile(tiff, 20)], grid: grid(60), window: whole },
      context,
    );
    const truth = gdal(tiff, '-outsize', '610', '610', '-r', 'average');
    const { largest, onlyOne, both } = compare(dn, truth);
    expect(both).toBeGreaterThan(200_000);
    expect(largest).toBeLessThanOrEqual(1);
    expect(onlyOne).toBe(0);
  });

  it.each([
    ['halved to the very grid', 10, 20, 'quality', 0.25],
    ['halved and averaged', 20, 60, 'quality', 0.25],
    ['halved twice and averaged', 10, 60, 'quality', 0.25],
    ['preview', 20, 60, 'preview', 0.5],
    ['preview', 10, 60, 'preview', 0.5],
  ] as const)(
    'a finer file, %s (%i m on %i m, %s), is close to the mean of its pixels',
    async (_, metres, target, speed, bound) => {
      const { product, grid } = grids(1830, metres);
      const size = grid(target).width;
      const whole = { column: 0, row: 0, width: size, height: size };
      const { dn } = await readBandOnGrid(
        { product, files: [rasterFile(B02, metres)], grid: grid(target), window: whole },
        context,
        { speed },
      );
      const truth = gdal(tiff, '-outsize', `${size}`, `${size}`, '-r', 'average');
      const { mean, onlyOne } = compare(dn, truth);
      const onePixelOff = compare(truth.subarray(1), truth.subarray(0, -1)).mean;
      if (process.env.VERBOSE) console.log(JSON.stringify({ metres, target, speed, mean, onePixelOff, onlyOne, size }));
      expect(mean).toBeLessThan(bound * onePixelOff);
      expect(onlyOne).toBeLessThan(size * 6);
    },
  );

  it.each(['preview', 'draft'] as const)('has the no-data of the file itself, %s', async (speed) => {
    const { product, grid } = grids(1830, 60);
    const window = { column: 700, row: 300, width: 900, height: 900 };
    const file = [rasterFile(B02, 60)];
    const { dn } = await readBandOnGrid({ product, files: file, grid: grid(60), window }, context, { speed });
    const truth = gdal(B02, '-srcwin', '700', '300', '900', '900');
    expect(truth.filter((value) => value === 0).length).toBeGreaterThan(100_000);
    expect(dn.findIndex((value, i) => (value === 0) !== (truth[i] === 0))).toBe(-1);
  });

  it('reads around a damaged tile where there is no other file, and names it', async () => {
    const damaged = join(folder, 'damaged.jp2');
    const bytes = readFileSync(B02);
    bytes.fill(0x5a, 1_000_000, 1_005_000);
    writeFileSync(damaged, bytes);
    const { product, grid } = grids(1830, 60);
    const whole = { column: 0, row: 0, width: 1830, height: 1830 };
    const file = rasterFile(damaged, 60);
    const { dn, warnings } = await readBandOnGrid({ product, files: [file], grid: grid(60), window: whole }, context, {
      speed: 'quality',
    });
    expect(warnings.length).toBeGreaterThan(0);
    for (const { code, message } of warnings) {
      expect(code).toBe('band-unreadable');
      expect(message).toMatch(/^Tile \d+ of 100 .* damaged\.jp2 is treated as missing there\.$/);
    }
    const sound = await readBandOnGrid(
      { product, files: [rasterFile(B02, 60)], grid: grid(60), window: whole },
      context,
      { speed: 'quality' },
    );
    const other = dn.filter((value, i) => value !== sound.dn[i]).length;
    expect(other).toBeGreaterThan(1000);
    expect(other).toBeLessThan(3 * 200 * 200);
  });

  it('takes the next file for one that broke off, and says so', async () => {
    const cut = join(folder, 'cut.jp2');
    writeFileSync(cut, readFileSync(B02).subarray(0, 1_500_000));
    const { product, grid } = grids(1830, 60);
    const window = { column: 3000, row: 1800, width: 30, height: 30 };
    const result = await readBandOnGrid(
      { product, files: [rasterFile(cut, 20), rasterFile(B02, 60)], grid: grid(20), window },
      context,
    );
    expect(result.file.path).toBe(B02);
    expect(result.warnings[0]?.message).toMatch(/^Only \d+ of its 100 tiles are there\./);
  });

  /** B02 as a file of 20 m pixels, and how many of its bytes were read. */
  function countedFile() {
    const counted = { bytes: 0, size: 0 };
    const file: RasterFile = {
      ...rasterFile(B02, 20),
      async open() {
        const source = await openFile(B02);
        counted.size = source.size;
        return {
          ...source,
          read(offset, length) {
            counted.bytes += length;
            return source.read(offset, length);
          },
        };
      },
    };
    return { file, counted };
  }

  /** Windows with margins, row by row over a raster. */
  function windowsOver(size: number, step: number, margin: number): Window[] {
    const starts = Array.from({ length: Math.ceil(size / step) }, (_, i) => i * step - margin);
    const side = { width: step + 2 * margin, height: step + 2 * margin };
    return starts.flatMap((row) => starts.map((column) => ({ column, row, ...side })));
  }

  it('decodes no tile twice when windows with margins go over a band row by row', async () => {
    const { product, grid } = grids(1830, 20);
    const small = createRasterContext({ threads: 2, cacheBytes: 4 * 2 ** 20 });
    const { file, counted } = countedFile();
    for (const window of windowsOver(1830, 256, 32))
      await readBandOnGrid({ product, files: [file], grid: grid(20), window }, small);
    expect(counted.bytes).toBeGreaterThan(0.9 * counted.size);
    expect(counted.bytes).toBeLessThan(1.05 * counted.size);
    await small.close();
  });

  it.each([
    { how: 'copied', metres: 20, pixels: 1830 },
    { how: 'interpolated', metres: 10, pixels: 3660 },
  ])('keeps what is read later and nothing else, $how', async ({ metres, pixels }) => {
    const { product, grid } = grids(1830, 20);
    const large = createRasterContext({ threads: 2 });
    const { file, counted } = countedFile();
    const windows = windowsOver(pixels, pixels / 6, 32);
    const read = (index: number) => {
      const request = { product, files: [file], grid: grid(metres), window: windows[index]! };
      return readBandOnGrid(request, large, { later: windows.slice(index + 1) });
    };
    for (const index of windows.keys()) await read(index);
    expect(counted.bytes).toBeLessThan(1.05 * counted.size);
    const before = counted.bytes;
    await read(windows.length - 1);
    await read(0);
    expect(counted.bytes - before).toBeGreaterThan((1.5 / 36) * counted.size);
    await large.close();
  });

  it('passes over a file that cannot be read and says so', async () => {
    const { product, grid } = grids(1830, 60);
    const broken: RasterFile = { ...rasterFile(B02, 20), path: 'broken.jp2', open: () => openFile(process.execPath) };
    const window = { column: 3000, row: 3300, width: 30, height: 30 };
    const result = await readBandOnGrid(
      { product, files: [broken, rasterFile(B02, 60)], grid: grid(20), window },
      context,
    );
    expect(result.file.pixelMetres).toBe(60);
    expect(result.warnings).toMatchObject([{ code: 'band-unreadable', file: 'broken.jp2' }]);
  });
});
