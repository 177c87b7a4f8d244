import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Jpeg2000Error } from '../../engine/core/errors.ts';
import { openJpeg2000 } from '../../engine/jpeg2000/image.ts';
import { createTileDecoder } from '../../engine/jpeg2000/tile-decoder.ts';
import { openFile } from '../../engine/product/byte-source.ts';
import { hash2 } from '../world/noise.ts';
import { takeTilePart } from './assemble.ts';
import { type CodeBlockSize, encodeTile } from './encoder.ts';
import { createJp2Writer } from './jp2-writer.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-encoder-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = { width: 96, height: 80 };
const TILE = 64;

/** Writes an image of 2 x 2 tiles, the tiles last to first, and returns its path. */
async function write(samples: Uint16Array | Uint8Array, components: 1 | 3, bits: number, block: CodeBlockSize) {
  const path = join(folder, `${components}-${bits}-${block}.jp2`);
  const grid = { epsg: 32633, originX: 399_960, originY: 5_900_040, pixelMetres: 20, ...SIZE };
  const writer = await createJp2Writer(path, { ...SIZE, tileSize: TILE, components, bits }, grid);
  for (const index of [3, 2, 1, 0]) {
    const [left, top] = [(index % 2) * TILE, Math.floor(index / 2) * TILE];
    const [width, height] = [Math.min(TILE, SIZE.width - left), Math.min(TILE, SIZE.height - top)];
    const tile = new (samples instanceof Uint16Array ? Uint16Array : Uint8Array)(width * height * components);
    for (let row = 0; row < height; row++) {
      const from = ((top + row) * SIZE.width + left) * components;
      tile.set(samples.subarray(from, from + width * components), row * width * components);
    }
    const codestream = await encodeTile({ width, height, components, bits, samples: tile }, block);
    const place = { tile: index, column: left, row: top, precinctExponent: Math.log2(block) + 1 };
    await writer.put(takeTilePart(codestream, place));
  }
  await writer.finish();
  return path;
}

function gdalPixels(path: string): Buffer {
  const out = join(folder, 'gdal.bin');
  execFileSync('gdal_translate', ['-q', '-of', 'ENVI', '-co', 'INTERLEAVE=BIP', path, out]);
  return readFileSync(out);
}

describe('tiles encoded at the origin and assembled', () => {
  const wide = Uint16Array.from({ length: SIZE.width * SIZE.height }, (_, at) => hash2(1, at, 0) & 32767);
  const colour = Uint8Array.from({ length: 3 * SIZE.width * SIZE.height }, (_, at) => hash2(2, at, 0) & 255);

  it.each([4, 8, 16, 64] as const)('come back exactly from GDAL with code-blocks of %i', async (block) => {
    const path = await write(wide, 1, 15, block);
    expect(gdalPixels(path).equals(Buffer.from(wide.buffer))).toBe(true);
    const bytes = readFileSync(path);
    const coding = bytes.indexOf(Buffer.from([0xff, 0x52]));
    const exponent = Math.log2(block) - 2;
    const precincts = new Array<number>(5).fill(17 * Math.log2(2 * block));
    expect([...bytes.subarray(coding + 4, coding + 19)]).toEqual([
      1,
      0,
      0,
      1,
      0,
      4,
      exponent,
      exponent,
      0,
      1,
      ...precincts,
    ]);
  });

  it('come back exactly from GDAL in three components', async () => {
    const path = await write(colour, 3, 8, 16);
    expect(gdalPixels(path).equals(Buffer.from(colour.buffer))).toBe(true);
  });

  it('carry their place on the ground and their depth', async () => {
    const info = JSON.parse(execFileSync('gdalinfo', ['-json', await write(wide, 1, 15, 8)], { encoding: 'utf8' }));
    expect(info.geoTransform).toEqual([399_960, 20, 0, 5_900_040, 0, -20]);
    expect(info.stac['proj:epsg']).toBe(32633);
    expect(info.bands[0].block).toEqual([64, 64]);
    expect(info.bands[0].imageStructure?.NBITS ?? info.bands[0].metadata.IMAGE_STRUCTURE.NBITS).toBe('15');
  });

  it('come back exactly from our own reader, which reads only the packets that it needs', async () => {
    const path = await write(wide, 1, 15, 4);
    const decoder = createTileDecoder({ threads: 1 });
    const source = await openFile(path);
    let bytesRead = 0;
    const counting = {
      ...source,
      read(offset: number, length: number) {
        bytesRead += length;
        return source.read(offset, length);
      },
    };
    const image = await openJpeg2000(counting, decoder);
    try {
      bytesRead = 0;
      await image.readWhole({ reduce: 2 });
      expect(bytesRead).toBeLessThan(0.5 * source.size);
      expect(await image.readWhole()).toEqual(wide);
    } finally {
      await image.close();
      await decoder.close();
    }
  });
});

it('refuses a tile that is smaller than its wavelet needs', async () => {
  const tile = { width: 15, height: 64, components: 1, bits: 8, samples: new Uint8Array(15 * 64) } as const;
  await expect(encodeTile(tile, 8)).rejects.toThrow(Jpeg2000Error);
});
