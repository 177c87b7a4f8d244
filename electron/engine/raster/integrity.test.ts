import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTestBand } from '../../test/band-jp2.ts';
import { openFile } from '../product/byte-source.ts';
import type { Checksum } from '../product/checksums.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { createRasterContext, type RasterContext } from './context.ts';
import { hasherFor } from './integrity.ts';
import { readBandOnGrid } from './read-band.ts';

const SIZE = { width: 200, height: 200 };
const GRID = { epsg: 32633, originX: 300000, originY: 5000040, pixelMetres: 20, ...SIZE };
const PRODUCT = { id: 'test', path: 'test', grids: { 20: GRID } } as unknown as Product;

let context: RasterContext;
let folder: string;
let path: string;
beforeAll(async () => {
  context = createRasterContext({ threads: 1 });
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-integrity-'));
  path = join(folder, 'band.jp2');
  const dn = Uint16Array.from({ length: 200 * 200 }, (_, i) => 1500 + (Math.imul(i, 2654435761) >>> 23));
  await writeTestBand(path, { ...SIZE, pixelMetres: 20, dn }, 20);
});
afterAll(async () => {
  await context.close();
  rmSync(folder, { recursive: true });
});

function band(at: string, checksum: Checksum | null): RasterFile {
  return {
    name: 'band.jp2',
    path: at,
    pixelMetres: 20,
    format: 'jp2',
    index: 0,
    checksum: async () => checksum,
    open: () => openFile(at),
  };
}

function checksumOf(algorithm: Checksum['algorithm']): Checksum {
  return { algorithm, digest: createHash(algorithm).update(readFileSync(path)).digest('hex') };
}

const read = (file: RasterFile, planes: number) => {
  const window = { column: 0, row: 0, ...SIZE };
  return readBandOnGrid({ product: PRODUCT, files: [file], grid: GRID, window }, context, { planes });
};

describe('bit-planes are left undecoded', () => {
  it('also where the bytes could not be read when they were added up before', async () => {
    let breaks = true;
    const file: RasterFile = {
      ...band(path, checksumOf('md5')),
      open: async () => {
        const source = await openFile(path);
        const name = 'breaks once';
        const read = async (at: number, length: number) => {
          if (breaks && length === source.size) throw new Error('The line is cut.');
          return source.read(at, length);
        };
        return { ...source, name, read };
      },
    };
    await expect(read(file, 5)).rejects.toThrow('The line is cut.');
    breaks = false;
    expect((await read(file, 5)).integrity).toBe('intact');
  });

  it.each(['md5', 'sha3-256'] as const)('in a file whose %s is right', async (algorithm) => {
    const exact = await read(band(path, null), 0);
    const trimmed = await read(band(path, checksumOf(algorithm)), 5);
    expect(trimmed.integrity).toBe('intact');
    expect(Buffer.compare(Buffer.from(exact.dn.buffer), Buffer.from(trimmed.dn.buffer))).not.toBe(0);
  });

  it('in no file without a checksum, nor where it was not asked for', async () => {
    const exact = await read(band(path, checksumOf('md5')), 0);
    expect(exact.integrity).toBeUndefined();
    const unknown = await read(band(path, null), 5);
    expect(unknown.integrity).toBe('unknown');
    expect(unknown.dn).toEqual(exact.dn);
  });

  it('in no file of which a byte was changed', async () => {
    const changed = join(folder, 'changed.jp2');
    const bytes = readFileSync(path);
    bytes[30]! ^= 1;
    writeFileSync(changed, bytes);
    const altered = await read(band(changed, checksumOf('sha3-256')), 5);
    expect(altered.integrity).toBe('altered');
    expect(altered.dn).toEqual((await read(band(path, null), 0)).dn);
  });
});

it('adds up as a zip does', async () => {
  const hash = await hasherFor('crc32');
  for (const part of ['one', 'two']) hash.update(Buffer.from(part));
  expect(hash.digest()).toBe(crc32('onetwo').toString(16).padStart(8, '0'));
});

it.each(['md5', 'sha3-256'] as const)('%s is the same where the runtime does not know it', async (algorithm) => {
  const digests = [];
  for (const own of [undefined, []]) {
    const hash = await hasherFor(algorithm, own);
    for (const part of ['one', 'two']) hash.update(Buffer.from(part));
    digests.push(hash.digest());
  }
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).toBe(createHash(algorithm).update('onetwo').digest('hex'));
});
