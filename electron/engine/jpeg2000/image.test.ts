import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import type { ByteSource } from '../core/bytes.ts';
import { CancelledError, Jpeg2000Error } from '../core/errors.ts';
import { openFile } from '../product/byte-source.ts';
import { openJpeg2000 } from './image.ts';
import { createTileDecoder, type TileDecoder } from './tile-decoder.ts';

const GRANULE = join(T29UNU, 'GRANULE', 'L2A_T29UNU_A038058_20221005T115407');
const image = (path: string) => join(GRANULE, path.replace('@', 'T29UNU_20221005T115411'));

let decoder: TileDecoder;
let folder: string;
beforeAll(() => {
  decoder = createTileDecoder({ threads: 2, cacheBytes: 2 ** 20 });
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-jp2-'));
});
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

/** A band of 60 m, and how many of its bytes were read. */
async function countedBand() {
  const file = await openFile(image('IMG_DATA/R60m/@_B02_60m.jp2'));
  const read = { bytes: 0 };
  const source: ByteSource = {
    ...file,
    read(offset, length) {
      read.bytes += length;
      return file.read(offset, length);
    },
  };
  return { source, read };
}

/** Decodes a whole file at once with OpenJPEG: the truth for tile-wise decoding. */
async function wholeFile(path: string, reduce: number): Promise<Buffer> {
  const factory = createRequire(import.meta.url)('@cornerstonejs/codec-openjpeg/decodewasmjs');
  const module = await factory({ print() {}, printErr() {} });
  const bytes = readFileSync(path);
  const whole = new module.J2KDecoder();
  whole.getEncodedBuffer(bytes.length).set(bytes);
  whole.decodeSubResolution(reduce, 0);
  return Buffer.from(whole.getDecodedBuffer().buffer);
}

/** Decodes with GDAL; raw samples, band-interleaved by pixel, in the machine's order. */
function gdalPixels(path: string, ...options: string[]): Buffer {
  const out = join(folder, 'truth.bin');
  execFileSync('gdal_translate', ['-q', '-of', 'ENVI', '-co', 'INTERLEAVE=BIP', ...options, path, out]);
  return readFileSync(out);
}

function bytesOf(samples: ArrayBufferView): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

describe.skipIf(!haveSharedData())('ESA files', () => {
  it.each([
    ['60 m band', 'IMG_DATA/R60m/@_B02_60m.jp2', [0, 1, 2, 3, 4]],
    ['20 m class map', 'IMG_DATA/R20m/@_SCL_20m.jp2', [1, 2, 4]],
    ['10 m aerosol map', 'IMG_DATA/R10m/@_AOT_10m.jp2', [2, 3, 4]],
    ['60 m true colour', 'IMG_DATA/R60m/@_TCI_60m.jp2', [1, 4]],
    ['preview', 'QI_DATA/@_PVI.jp2', [0, 1]],
  ] as const)('%s: tiles have the bits of the whole file at every resolution', async (_, path, reductions) => {
    const file = image(path);
    const jp2 = await openJpeg2000(await openFile(file), decoder);
    for (const reduce of reductions) {
      const samples = await jp2.readWhole({ reduce });
      expect(bytesOf(samples).equals(await wholeFile(file, reduce)), `reduce ${reduce}`).toBe(true);
    }
    await jp2.close();
  });

  it.each([
    ['60 m band', 'IMG_DATA/R60m/@_B02_60m.jp2', 1830, { tileWidth: 192, bitDepth: 15 }],
    ['20 m cloud probability', 'QI_DATA/MSK_CLDPRB_20m.jp2', 5490, { tileWidth: 640, bitDepth: 8 }],
    ['10 m aerosol map', 'IMG_DATA/R10m/@_AOT_10m.jp2', 10980, { tileWidth: 1024, bitDepth: 15 }],
  ] as const)('%s: reads the pixels that GDAL reads', async (_, path, size, header) => {
    const file = image(path);
    const jp2 = await openJpeg2000(await openFile(file), decoder);
    expect(jp2).toMatchObject({ width: size, height: size, components: 1, levels: 4, signed: false, ...header });
    const corner = Math.round(size * 0.45);
    const samples = await jp2.readWindow({ column: corner, row: 100, width: 500, height: 400 });
    expect(new Set(samples).size).toBeGreaterThan(1);
    expect(bytesOf(samples).equals(gdalPixels(file, '-srcwin', `${corner}`, '100', '500', '400'))).toBe(true);
    await jp2.close();
  });

  it.each([
    ['60 m band', 'IMG_DATA/R60m/@_B02_60m.jp2', 1830],
    ['20 m cloud probability', 'QI_DATA/MSK_CLDPRB_20m.jp2', 5490],
    ['10 m aerosol map', 'IMG_DATA/R10m/@_AOT_10m.jp2', 10980],
    ['60 m true colour', 'IMG_DATA/R60m/@_TCI_60m.jp2', 1830],
  ] as const)('%s: a part of a tile has the bits of the tile', async (_, path, size) => {
    const parts = await openJpeg2000(await openFile(image(path)), decoder);
    const whole = await openJpeg2000(await openFile(image(path)), decoder);
    for (const reduce of [0, 1, 3]) {
      for (const place of [0.11, 0.27, 0.4]) {
        const at = Math.round((place * size) / 2 ** reduce);
        const window = { column: at, row: at + 7, width: 75, height: 41 };
        const read = await parts.readWindow(window, { reduce, partial: true });
        expect(read).toEqual(await whole.readWindow(window, { reduce }));
      }
    }
    await parts.close();
    await whole.close();
  });

  it.each([
    ['60 m band', 'IMG_DATA/R60m/@_B02_60m.jp2', 1830],
    ['20 m class map', 'IMG_DATA/R20m/@_SCL_20m.jp2', 5490],
    ['60 m true colour', 'IMG_DATA/R60m/@_TCI_60m.jp2', 1830],
  ] as const)('%s: decoded in one go it has the bits of its tiles', async (_, path, size) => {
    const tiles = await openJpeg2000(await openFile(image(path)), decoder);
    const atOnce = await openJpeg2000(await openFile(image(path)), decoder);
    for (const reduce of [1, 2, 3]) {
      const side = Math.ceil(size / 2 ** reduce);
      const window = { column: Math.round(side / 3), row: Math.round(side / 5), width: side >> 2, height: side >> 1 };
      const read = await atOnce.readWindow(window, { reduce, atOnce: true });
      expect(bytesOf(read).equals(bytesOf(await tiles.readWindow(window, { reduce })))).toBe(true);
    }
    await tiles.close();
    await atOnce.close();
  });

  it('keeps an image that was decoded in one go for its pieces, also after the last window', async () => {
    const { source, read } = await countedBand();
    const large = createTileDecoder({ threads: 1 });
    const jp2 = await openJpeg2000(source, large);
    const whole = { column: 0, row: 0, ...jp2.sizeAt(1) };
    await jp2.readWindow(whole, { reduce: 1, atOnce: true, later: [] });
    read.bytes = 0;
    await jp2.readWindow({ column: 91, row: 91, width: 107, height: 107 }, { reduce: 1, atOnce: true });
    expect(read.bytes).toBe(0);
    await jp2.close();
    await large.close();
  });

  it('decodes of a small image a large part with the rest, a small one alone, and nothing that it has', async () => {
    const { source, read } = await countedBand();
    const large = createTileDecoder({ threads: 1 });
    const jp2 = await openJpeg2000(source, large);
    const bytesFor = async (column: number, width: number) => {
      read.bytes = 0;
      const window = { column, row: 0, width, height: width };
      await jp2.readWindow(window, { reduce: 2, atOnce: true, partial: true });
      return read.bytes;
    };
    const small = await bytesFor(0, 60);
    expect(small).toBeLessThan(source.size / 10);
    expect(await bytesFor(0, 200)).toBeGreaterThan(source.size / 2);
    expect(await bytesFor(300, 60)).toBe(0);
    await jp2.close();
    await large.close();
  });

  it('reads the tiles around a broken one, also when all were to be decoded in one go', async () => {
    const whole = readFileSync(image('IMG_DATA/R60m/@_B02_60m.jp2'));
    const bytes = Buffer.from(whole);
    const secondTile = bytes.indexOf(Buffer.from('ff90000a0001', 'hex'));
    expect(secondTile).toBeGreaterThan(0);
    bytes.fill(0xff, secondTile + 14, secondTile + 60);
    const path = join(folder, 'broken.jp2');
    writeFileSync(path, bytes);
    const broken = await openJpeg2000(await openFile(path), decoder);
    const sound = await openJpeg2000(await openFile(image('IMG_DATA/R60m/@_B02_60m.jp2')), decoder);
    const around = { column: 900, row: 900, width: 100, height: 100 };
    await expect(broken.readWindow({ ...around, column: 200, row: 0 }, { atOnce: true })).rejects.toThrow(
      Jpeg2000Error,
    );
    expect(await broken.readWindow(around, { atOnce: true })).toEqual(await sound.readWindow(around));
    await broken.close();
    await sound.close();
  });

  it('reads of a tile only the bytes that a window or a reduction needs', async () => {
    const { source, read } = await countedBand();
    const jp2 = await openJpeg2000(source, decoder);
    expect(read.bytes).toBeLessThan(25_000);
    read.bytes = 0;
    await jp2.readWhole({ reduce: 3 });
    expect(read.bytes).toBeLessThan(source.size * 0.12);
    const window = { column: 600, row: 600, width: 20, height: 20 };
    read.bytes = 0;
    await jp2.readWindow(window, { partial: true });
    const part = read.bytes;
    read.bytes = 0;
    await jp2.readWindow(window);
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(0.5 * read.bytes);
    await jp2.close();
  });

  it('decodes a part for whoever waits, and the whole tile for others once its parts have cost as much', async () => {
    const { source, read } = await countedBand();
    const large = createTileDecoder({ threads: 1 });
    const jp2 = await openJpeg2000(source, large);
    const bytesFor = async (column: number, isUrgent: boolean) => {
      read.bytes = 0;
      await jp2.readWindow({ column, row: 600, width: 20, height: 20 }, { partial: true, isUrgent });
      return read.bytes;
    };
    for (let i = 0; i < 25; i++) expect(await bytesFor(600 + i, true)).toBeGreaterThan(0);
    expect(await bytesFor(625, false)).toBeGreaterThan(0);
    for (const isUrgent of [true, false]) expect(await bytesFor(626, isUrgent)).toBe(0);
    await jp2.close();
    await large.close();
  });

  it('picks a component', async () => {
    const file = image('IMG_DATA/R60m/@_TCI_60m.jp2');
    const jp2 = await openJpeg2000(await openFile(file), decoder);
    const samples = await jp2.readWindow({ column: 1000, row: 1000, width: 300, height: 200 }, { component: 2 });
    const truth = gdalPixels(file, '-b', '3', '-srcwin', '1000', '1000', '300', '200');
    expect(bytesOf(samples).equals(truth)).toBe(true);
    await jp2.close();
  });

  it('stops when it is cancelled', async () => {
    const jp2 = await openJpeg2000(await openFile(image('IMG_DATA/R20m/@_SCL_20m.jp2')), decoder);
    const controller = new AbortController();
    const reading = jp2.readWhole({ signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(reading).rejects.toBeInstanceOf(CancelledError);
    await jp2.close();
  });
});
