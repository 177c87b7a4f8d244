import { cp, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_SAFE, SMALL_CHUNKS, writeStore } from '../../../test/zarr-stores.ts';
import type { BandId } from '../../core/bands.ts';
import { wholeWindow } from '../../core/grid.ts';
import { openProduct } from '../../product/open.ts';
import type { Product, RasterFile } from '../../product/types.ts';
import { createRasterContext, type RasterContext } from '../context.ts';
import { readBandOnGrid } from '../read-band.ts';
import { chunkRasters } from './chunk-rasters.ts';

let folder: string;
let rasters: RasterContext;
const open: Product[] = [];
const stores: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-zarr-'));
  rasters = createRasterContext({ threads: 1 });
  stores['L1C 2'] = await writeStore(join(folder, 'two'), 'L1C');
  stores['L2A 3'] = await writeStore(join(folder, 'three'), 'L2A', { version: 3 });
});
afterAll(async () => {
  for (const product of open) {
    await rasters.release(product);
    await product.close();
  }
  await rasters.close();
  await rm(folder, { recursive: true });
});

async function productAt(path: string): Promise<Product> {
  const product = await openProduct(path);
  open.push(product);
  return product;
}

const fileOf = (product: Product, band: BandId, metres: number) =>
  product.bands[band]!.find(({ pixelMetres }) => pixelMetres === metres)!;

async function samples(file: RasterFile, reduce = 0): Promise<Uint16Array> {
  const source = await rasters.open(file);
  return source.readWindow({ column: 0, row: 0, ...source.sizeAt(reduce) }, { reduce });
}

/** A copy of a store, to be damaged. */
async function copyOf(name: string, place: string): Promise<string> {
  const path = join(folder, place, basename(stores[name]!));
  await cp(stores[name]!, path, { recursive: true });
  return path;
}

const LOOKED_AT: readonly (readonly [string, readonly (readonly [BandId, number])[]])[] = [
  [
    'L1C 2',
    [
      ['B02', 10],
      ['B11', 20],
      ['B10', 60],
    ],
  ],
  [
    'L2A 3',
    [
      ['B08', 10],
      ['B02', 20],
      ['B12', 60],
    ],
  ],
];

describe.each(LOOKED_AT)('the pixels of a Zarr store (%s)', (name, bands) => {
  const level = name.slice(0, 3) as 'L1C' | 'L2A';

  it.each([...bands])('are those of the SAFE, at full resolution and halved (%s, %i m)', async (band, metres) => {
    const [safe, zarr] = [await productAt(SAMPLE_SAFE[level]), await productAt(stores[name]!)];
    for (const reduce of [0, 1, 4]) {
      const expected = await samples(fileOf(safe, band, metres), reduce);
      expect(await samples(fileOf(zarr, band, metres), reduce), `/ ${2 ** reduce}`).toEqual(expected);
      expect(new Set(expected).size).toBeGreaterThan(20);
    }
  });

  it('of its masks are those of the SAFE', async () => {
    const [safe, zarr] = [await productAt(SAMPLE_SAFE[level]), await productAt(stores[name]!)];
    const pairs = (['scl', 'cloudProbability', 'classification'] as const).flatMap((mask) =>
      zarr.masks[mask].map((file) => [
        file,
        safe.masks[mask].find(({ pixelMetres }) => pixelMetres === file.pixelMetres)!,
      ]),
    );
    expect(pairs.length).toBe(level === 'L1C' ? 1 : 4);
    for (const [own, file] of pairs) expect(await samples(own!)).toEqual(await samples(file!));
  });
});

describe('reflectances', () => {
  it('become the DN that they were made of, by the codecs scale_offset and cast_value before the shards', async () => {
    const path = await copyOf('L2A 3', 'cast');
    const file = join(path, 'measurements/reflectance/r20m/b11/zarr.json');
    const json = JSON.parse(await readFile(file, 'utf8'));
    const map = { encode: [['NaN', 0]], decode: [[0, 'NaN']] };
    json.codecs.unshift(
      { name: 'scale_offset', configuration: { scale: 10_000, offset: -0.1 } },
      { name: 'cast_value', configuration: { data_type: 'uint16', scalar_map: map } },
    );
    const { scale_factor, add_offset, ...attributes } = json.attributes;
    await writeFile(file, JSON.stringify({ ...json, data_type: 'float32', fill_value: 'NaN', attributes }));
    expect([scale_factor, add_offset]).toEqual([0.0001, -0.1]);
    const [plain, cast] = [await productAt(stores['L2A 3']!), await productAt(path)];
    expect(await samples(fileOf(cast, 'B11', 20))).toEqual(await samples(fileOf(plain, 'B11', 20)));
    expect([cast.quantification, cast.offsets.B11]).toEqual([10_000, -1000]);
  });
});

describe('a window of a band', () => {
  it('is the same from a chunk that is kept in a file', async () => {
    const file = fileOf(await productAt(stores['L1C 2']!), 'B02', 10);
    const window = { column: 37, row: 41, width: 120, height: 90 };
    const [inMemory, inFile] = [chunkRasters(file, rasters.decoder), chunkRasters(file, rasters.decoder, 1000)];
    const kept = await inMemory.read([1, 2], window);
    expect(await Promise.all([inFile.read([1, 2], window), inFile.read([1, 2], window)])).toEqual([kept, kept]);
    expect(new Set(kept).size).toBeGreaterThan(100);
    await Promise.all([inMemory.close(), inFile.close()]);
  });
});

describe('what is damaged', () => {
  const grid20 = (product: Product) => product.grids[20]!;
  const read = (product: Product, band: 'B05' | 'B12') =>
    readBandOnGrid(
      { product, files: product.bands[band]!, grid: grid20(product), window: wholeWindow(grid20(product)) },
      rasters,
    );

  it('is missing, with a warning, and nothing else is', async () => {
    const path = await copyOf('L1C 2', 'damaged');
    await truncate(join(path, 'measurements/reflectance/r20m/b05/1.1'), 50);
    const broken = await read(await productAt(path), 'B05');
    const sound = await read(await productAt(stores['L1C 2']!), 'B05');
    expect(broken.warnings.map(({ message }) => message)).toEqual([
      'Chunk 1.1 of measurements/reflectance/r20m/b05 is truncated. measurements/reflectance/r20m/b05 is treated as missing there.',
    ]);
    const side = SMALL_CHUNKS[20];
    const { width } = grid20(open.at(-1)!);
    const isThere = (i: number) =>
      !(Math.floor((i % width) / side) === 1 && Math.floor(Math.floor(i / width) / side) === 1);
    expect(broken.dn).toEqual(sound.dn.map((dn, i) => (isThere(i) ? dn : 0)));
  });

  it('is told of a chunk that is gone while other bands have it', async () => {
    const path = await copyOf('L1C 2', 'lost');
    await rm(join(path, 'measurements/reflectance/r20m/b12/0.2'));
    const product = await productAt(path);
    expect(product.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'of measurements/reflectance/r20m/b12 are not there (0.2), although other bands have them',
      ),
    ]);
    const { dn } = await read(product, 'B12');
    const { width } = grid20(product);
    const side = SMALL_CHUNKS[20];
    expect(dn.slice(2 * side, 3 * side).every((value) => value === 0)).toBe(true);
    expect(dn[2 * side - 1]).toBeGreaterThan(0);
    expect(dn[width * side + 2 * side]).toBeGreaterThan(0);
  });

  it('is a checksum of a shard that is wrong', async () => {
    const path = await copyOf('L2A 3', 'shard');
    const folderOfShards = join(path, 'measurements/reflectance/r20m/b12/c/0');
    const [shard] = (await readdir(folderOfShards)).sort();
    const file = join(folderOfShards, shard!);
    const bytes = await readFile(file);
    bytes[bytes.length - 10]! ^= 0xff;
    await writeFile(file, bytes);
    const { warnings } = await read(await productAt(path), 'B12');
    expect(warnings.map(({ message }) => message).join()).toMatch(
      /Chunk .* cannot be read: The list of chunks in .* cannot be unpacked/,
    );
  });

  it('is noticed when a chunk is exchanged for that of another size', async () => {
    const path = await copyOf('L1C 2', 'other');
    const reflectance = join(path, 'measurements/reflectance');
    await rename(join(reflectance, 'r10m/b02/0.0'), join(reflectance, 'r20m/b05/0.0'));
    const { warnings } = await read(await productAt(path), 'B05');
    expect(warnings[0]?.message).toMatch(/Chunk 0\.0 of .*b05 (holds|would come to) \d+ (values|bytes) where 28900/);
  });
});
