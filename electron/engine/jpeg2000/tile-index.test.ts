import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource, openFile } from '../product/byte-source.ts';
import { openJpeg2000 } from './image.ts';
import { createTileDecoder, type TileDecoder } from './tile-decoder.ts';

const CODING = ['BLOCKXSIZE=128', 'BLOCKYSIZE=128', 'CODEBLOCK_WIDTH=8', 'CODEBLOCK_HEIGHT=8', 'RESOLUTIONS=4'];
const SIZE = 300;

let decoder: TileDecoder;
let folder: string;
let raw: string;
let truth: Buffer;
beforeAll(() => {
  decoder = createTileDecoder({ threads: 2 });
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-index-'));
  raw = join(folder, 'raw.pgm');
  const pixels = Buffer.alloc(SIZE * SIZE * 2);
  for (let i = 0; i < SIZE * SIZE; i++) {
    const row = Math.floor(i / SIZE);
    pixels.writeUInt16BE(1000 + ((row * (i % SIZE)) >> 4) + ((i * 2654435761) >>> 25), 2 * i);
  }
  writeFileSync(raw, Buffer.concat([Buffer.from(`P5\n${SIZE} ${SIZE}\n65535\n`), pixels]));
  truth = pixels.swap16();
});
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

function encode(name: string, ...options: string[]): string {
  const path = join(folder, name);
  const creation = ['QUALITY=100', 'REVERSIBLE=YES', ...CODING, ...options].flatMap((option) => ['-co', option]);
  execFileSync('gdal_translate', ['-q', '-of', 'JP2OpenJPEG', ...creation, raw, path]);
  return path;
}

function bytesOf(samples: ArrayBufferView): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

describe('openJpeg2000', () => {
  it.each([
    ['headers.jp2', [], 'tile-part headers'],
    ['tlm.jp2', ['TLM=YES', 'PLT=YES'], 'TLM'],
    ['parts.jp2', ['TILEPARTS=RESOLUTIONS', 'PROGRESSION=RLCP', 'TLM=YES'], 'TLM'],
    ['positions.jp2', ['PROGRESSION=RPCL', 'PLT=YES', 'PRECINCTS={32,32},{32,32}'], 'tile-part headers'],
    ['precincts.jp2', ['PLT=YES', 'PRECINCTS={32,32},{32,32}'], 'tile-part headers'],
    ['layers.jp2', ['PLT=YES', 'QUALITY=20,50,100', 'PRECINCTS={32,32},{32,32}'], 'tile-part headers'],
    ['markers.jp2', ['PLT=YES', 'SOP=YES', 'EPH=YES', 'PRECINCTS={32,32}'], 'tile-part headers'],
    ['raw.j2k', ['CODEC=J2K', 'PLT=YES'], 'tile-part headers'],
  ])('reads %s whole and in parts', async (name, options, from) => {
    const image = await openJpeg2000(await openFile(encode(name, ...options)), decoder);
    expect(image.indexedFrom).toBe(from);
    expect([image.tiles, image.wholeTiles]).toEqual([9, 9]);
    const window = { column: 135, row: 70, width: 40, height: 30 };
    const part = await image.readWindow(window, { partial: true });
    const whole = bytesOf(await image.readWhole());
    expect(whole.equals(truth)).toBe(true);
    const expected = Array.from({ length: 30 }, (_, row) => {
      const at = 2 * ((70 + row) * SIZE + 135);
      return truth.subarray(at, at + 80);
    });
    expect(bytesOf(part).equals(Buffer.concat(expected))).toBe(true);
    await image.close();
  });

  it('steps from header to header where TLM is not true', async () => {
    const bytes = readFileSync(encode('lie.jp2', 'TLM=YES'));
    const tlm = bytes.indexOf(Buffer.from([0xff, 0x55]));
    bytes.writeUInt8(bytes.readUInt8(tlm + 12) ^ 3, tlm + 12);
    const image = await openJpeg2000(memorySource('lie.jp2', bytes), decoder);
    expect(image.indexedFrom).toBe('tile-part headers');
    expect(bytesOf(await image.readWhole()).equals(truth)).toBe(true);
  });

  it('counts the tiles of a truncated file and names the one that is asked for', async () => {
    const bytes = readFileSync(encode('cut.jp2', 'TLM=YES'));
    const image = await openJpeg2000(memorySource('cut.jp2', bytes.subarray(0, bytes.length * 0.6)), decoder);
    expect(image.wholeTiles).toBeGreaterThan(2);
    expect(image.wholeTiles).toBeLessThan(7);
    await image.readWindow({ column: 0, row: 0, width: 100, height: 100 });
    const missing = image.readWindow({ column: 280, row: 280, width: 10, height: 10 });
    await expect(missing).rejects.toMatchObject({
      name: 'Jpeg2000Error',
      message: expect.stringContaining('Tile 9 of 9'),
    });
  });
});

describe('a header that lies', () => {
  const SIZ = Buffer.from([0xff, 0x4f, 0xff, 0x51]);
  const opened = (name: string, bytes: Buffer) => openJpeg2000(memorySource(name, bytes), decoder);

  /** A file whose SIZ says other numbers (ISO/IEC 15444-1, A.5.1): by their place after SOC. */
  function withSize(path: string, changes: Readonly<Record<number, number>>): Buffer {
    const bytes = readFileSync(path);
    const at = bytes.indexOf(SIZ);
    for (const [place, value] of Object.entries(changes)) bytes.writeUInt32BE(value, at + Number(place));
    return bytes;
  }

  it.each([
    ['a giant image of one giant tile', { 8: 0x7fffffff, 12: 0x7fffffff, 24: 0x7fffffff, 28: 0x7fffffff }],
    ['a wide image', { 8: 100_000 }],
    ['a small image', { 8: 10, 12: 10 }],
  ])('is refused where the boxes speak of another size than of %s', async (_, changes) => {
    await expect(opened('lie.jp2', withSize(encode('siz.jp2'), changes))).rejects.toMatchObject({
      name: 'Jpeg2000Error',
      message: expect.stringMatching(/300 x 300 pixels, its codestream|at most 109800 along a side/),
    });
  });

  it('is refused where a bare codestream has sides beyond measure', async () => {
    const bytes = withSize(encode('siz.j2k', 'CODEC=J2K'), { 8: 200_000, 12: 5, 24: 200_000 });
    await expect(opened('lie.j2k', bytes)).rejects.toThrow(/200000 x 5 pixels; at most 109800 along a side are read/);
  });

  it('makes no list of more packets than a file can hold', async () => {
    const path = encode('precincts1.jp2', 'PLT=YES', 'PRECINCTS={32,32},{32,32}');
    const bytes = readFileSync(path);
    const cod = bytes.indexOf(Buffer.from([0xff, 0x52]));
    // Layers, and precincts of one pixel.
    bytes.writeUInt16BE(0xffff, cod + 6);
    bytes.fill(0x00, cod + 14, cod + 18);
    const image = await opened('packets.jp2', bytes);
    const begin = process.memoryUsage().heapUsed;
    expect(await image.isFlat(0)).toBe(false);
    expect(process.memoryUsage().heapUsed - begin).toBeLessThan(2 ** 26);
  });

  it('is not searched for ever where thousands of its tile-parts are damaged', async () => {
    const bytes = readFileSync(encode('parts1.j2k', 'CODEC=J2K'));
    const first = bytes.indexOf(Buffer.from([0xff, 0x90, 0x00, 0x0a]));
    const part = Buffer.alloc(14);
    part.writeUInt32BE(0xff90000a, 0);
    const count = 30_000;
    const parts = Array.from({ length: count }, (_, k) => {
      const one = Buffer.from(part);
      // Each leads to the last bytes, where there is no tile-part.
      one.writeUInt32BE((count - k) * part.length + 10, 6);
      return one;
    });
    const file = Buffer.concat([bytes.subarray(0, first), ...parts, Buffer.alloc(100)]);
    let read = 0;
    const source = memorySource('damaged.j2k', file);
    const counting = {
      ...source,
      read: (offset: number, length: number) => {
        read += length;
        return source.read(offset, length);
      },
    };
    const image = await openJpeg2000(counting, decoder);
    expect(image.breaksOff).toBe(true);
    expect(read).toBeLessThan(file.length * 500);
  });
});
