import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { SAMPLE_SAFE, writeStore } from '../../../test/zarr-stores.ts';
import { openProduct } from '../open.ts';
import type { Product } from '../types.ts';

let folder: string;
let store: string;
let sharded: string;
let copies = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-zarr-'));
  store = await writeStore(join(folder, 'two'), 'L1C');
  sharded = await writeStore(join(folder, 'three'), 'L2A', { version: 3 });
});
afterAll(() => rm(folder, { recursive: true }));

const FACTS = ['level', 'platform', 'sensingTime', 'tile', 'relativeOrbit', 'baseline', 'epsg', 'grids'] as const;

function facts(product: Product) {
  return {
    ...Object.fromEntries(FACTS.map((name) => [name, product[name]])),
    bands: Object.entries(product.bands).map(([band, files]) => [band, files.map((file) => file.pixelMetres)]),
    radiometry: [product.quantification, product.offsets.B04],
    sun: product.sun?.zenithDegrees.toFixed(3),
    grid: product.sun?.grid && [product.sun.grid.width, product.sun.grid.azimuthDegrees[0]?.toFixed(2)],
  };
}

async function opened<T>(path: string, look: (product: Product) => T | Promise<T>): Promise<T> {
  const product = await openProduct(path);
  try {
    return await look(product);
  } finally {
    await product.close();
  }
}

/** A copy whose JSON documents are changed by their paths. */
async function changed(
  from: string,
  change: (json: Record<string, unknown>, path: string) => unknown,
): Promise<string> {
  const path = join(folder, `copy-${++copies}`, basename(from));
  await cp(from, path, { recursive: true });
  await rm(join(path, '.zmetadata'), { force: true });
  for (const name of await readdir(path, { recursive: true })) {
    if (!/(\.z(array|attrs|group)|zarr\.json)$/.test(name)) continue;
    const file = join(path, name);
    const json = change(JSON.parse(await readFile(file, 'utf8')), name);
    if (json !== undefined) await writeFile(file, typeof json === 'string' ? json : JSON.stringify(json));
  }
  return path;
}

async function zipped(path: string): Promise<string> {
  const zip = new yazl.ZipFile();
  for (const name of await readdir(path, { recursive: true })) {
    if ((await stat(join(path, name))).isFile())
      zip.addFile(join(path, name), `${basename(path)}/${name}`, { compress: /json|\.z/.test(name) });
  }
  zip.end();
  const file = join(folder, 'product.zip');
  await writeFile(file, zip.outputStream);
  return file;
}

describe('a product in EOPF Zarr', () => {
  it('tells what its SAFE does', async () => {
    expect(await opened(store, facts)).toEqual(await opened(SAMPLE_SAFE.L1C, facts));
    expect(await opened(sharded, facts)).toEqual(await opened(SAMPLE_SAFE.L2A, facts));
    expect(await opened(store, ({ warnings }) => warnings)).toEqual([]);
  });

  it('is opened by a file of its metadata, a folder in it and a zip of it', async () => {
    const expected = await opened(store, facts);
    for (const path of [join(store, '.zmetadata'), join(store, 'measurements/reflectance/r10m'), await zipped(store)]) {
      expect(await opened(path, facts), path).toEqual(expected);
    }
    expect(await opened(join(sharded, 'zarr.json'), ({ level }) => level)).toBe('L2A');
  });

  it('needs no consolidated metadata, and survives what samples have in theirs', async () => {
    const path = await changed(store, (json, name) => {
      if (name !== '.zattrs') return json;
      const { stac_discovery: found, other_metadata: other } = json as Record<string, unknown>;
      const item = found as { properties: object };
      item.properties = { ...item.properties, datetime: 'null' };
      // NaN is no JSON, and Python writes it.
      return JSON.stringify({ stac_discovery: item, other_metadata: [other, other], odd: 'NaN, "x": 1' }).replace(
        '"links":[]',
        '"links":[],"_eopf_attrs":{"fill_value": NaN}',
      );
    });
    expect(await opened(path, facts)).toEqual(await opened(store, facts));
  });

  it('is placed by coordinates, by attributes that fit, and by its tile', async () => {
    const grids = await opened(store, ({ grids }) => grids);
    const places = await changed(store, (json, name) => (/\/[xy]\/\.zarray$/.test(name) ? '{}' : json));
    expect(await opened(places, (product) => product.grids)).toEqual(grids);
    const stale = await changed(store, (json, name) =>
      name.endsWith('.zattrs') && 'proj:transform' in json
        ? { ...(json as object), 'proj:transform': [60, 0, 0, 0, -60, 0], 'proj:shape': [1, 1] }
        : json,
    );
    expect(await opened(stale, (product) => product.grids)).toEqual(grids);
    const lost = await changed(store, (json, name) =>
      /\/[xy]\/\.zarray$/.test(name)
        ? '{}'
        : name.endsWith('b02/.zattrs') || /reflectance\/r\d+m\/b\d.\/\.zattrs$/.test(name)
          ? { scale_factor: 0.0001, add_offset: -0.1 }
          : json,
    );
    expect(await opened(lost, ({ warnings }) => warnings[0]?.message)).toMatch(/^Nothing in the product tells where/);
  });

  it('changes its key of content with any of its chunks', async () => {
    const path = await changed(store, () => undefined);
    const before = await opened(path, ({ key, contentKey }) => ({ key, contentKey }));
    await opened(path, async (product) => {
      await writeFile(join(path, 'measurements/reflectance/r10m/b02/1.1'), 'x');
      expect(await product.changedFiles()).toEqual([expect.stringMatching(/r10m\/b02$/)]);
    });
    expect((await opened(path, ({ contentKey }) => contentKey)) === before.contentKey).toBe(false);
  });
});

describe('what is damaged', () => {
  let l2a: string;
  beforeAll(async () => {
    l2a = await writeStore(join(folder, 'l2a'), 'L2A');
  });
  const warningsOf = (path: string) =>
    opened(path, ({ warnings }) => warnings.map(({ message }) => message).join('\n'));

  it('is told of a band packed by a codec that is not known, of which a coarser one is used', async () => {
    const path = await changed(l2a, (json, name) =>
      /r20m\/b11\/\.zarray$/.test(name) ? { ...json, compressor: { id: 'own-codec' } } : json,
    );
    expect(await warningsOf(path)).toContain('r20m/b11 is packed by the codec "own-codec", which is not known here.');
    expect(await opened(path, ({ bands }) => bands.B11?.map(({ pixelMetres }) => pixelMetres))).toEqual([60]);
  });

  it('is told of SCL that has lost all of its chunks, or some', async () => {
    const path = await changed(l2a, () => undefined);
    const scl = join(path, 'conditions/mask/l2a_classification/r20m/scl');
    await rm(join(scl, '0.0'));
    expect(await warningsOf(path)).toMatch(/1 of \d+ chunks of \S+r20m\/scl are not there \(0\.0\)/);
    for (const name of await readdir(scl)) if (/^\d/.test(name)) await rm(join(scl, name));
    expect(await warningsOf(path)).toContain('r20m/scl has no chunks: its pixels are not there. It is not read.');
    expect(await opened(path, ({ masks }) => masks.scl.map(({ pixelMetres }) => pixelMetres))).toEqual([60]);
  });
});

describe('what is hostile or no product', () => {
  const message = (path: string) =>
    openProduct(path).then(
      () => 'opened',
      (error: Error) => error.message,
    );
  const withArray = (change: (json: Record<string, unknown>) => object) =>
    changed(store, (json, name) => (/reflectance\/r\d+m\/b\w+\/\.zarray$/.test(name) ? change(json) : json));

  it.each([
    ['a shape without end', { shape: [1e9, 1e9] }, /has metadata that are not read \(shape/],
    ['chunks without end', { chunks: [40_000, 40_000] }, /chunks of 40000 x 40000 uint16 \(3052 MiB\)/],
    ['chunks of one pixel', { shape: [30_000, 30_000], chunks: [1, 1] }, /is cut into 900000000 chunks/],
    ['a negative shape', { shape: [-5, 5] }, /not read \(shape/],
    ['text for pixels', { dtype: '|S9' }, /holds \|S9 values/],
    ['another version', { zarr_format: 9 }, /is of Zarr version 9/],
  ])('is refused for %s', async (_, part, expected) => {
    expect(await message(await withArray((json) => ({ ...json, ...part })))).toMatch(expected);
  });

  it('is refused for JSON that is broken, nested without end, or no product', async () => {
    const broken = await changed(store, (_, name) => (name === '.zattrs' ? '{"a": ' : undefined));
    expect(await message(broken)).toMatch(/\.zattrs is not JSON, or is damaged/);
    const nested = await changed(store, (_, name) => (name === '.zattrs' ? '['.repeat(200_000) : undefined));
    expect(await message(nested)).toMatch(/is not JSON, or is damaged/);
    const climate = join(folder, 'climate.zarr');
    await cp(join(store, 'conditions/geometry'), climate, { recursive: true });
    expect(await message(climate)).toBe('climate.zarr is a Zarr store, but no Sentinel-2 product.');
  });

  it('reads no file outside of the store, whatever its metadata name', async () => {
    const path = await changed(store, () => undefined);
    const array = JSON.parse(await readFile(join(store, 'measurements/reflectance/r10m/b02/.zarray'), 'utf8'));
    const outside = ['b02', 'b03'].map((band) => [
      `../../two/${basename(store)}/measurements/reflectance/r10m/${band}/.zarray`,
      array,
    ]);
    const metadata = { zarr_consolidated_format: 1, metadata: Object.fromEntries(outside) };
    await writeFile(join(path, '.zmetadata'), JSON.stringify(metadata));
    expect(await message(path)).toMatch(/has no chunks: its pixels are not there/);
  });
});
