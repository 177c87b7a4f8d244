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
