import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareProducts } from './engine/compare/product-difference.ts';
import { openProduct } from './engine/product/open.ts';
import { createRasterContext } from './engine/raster/context.ts';
import { SAMPLE_SAFE, writeStore } from './test/zarr-stores.ts';

const PYTHON = process.env.NEPHOSCOPE_PYTHON ?? 'python3';

function haveZarr(): boolean {
  const found = spawnSync(PYTHON, ['-c', 'import zarr; assert zarr.__version__ >= "3"']).status === 0;
  if (!found)
    console.warn('Skipped: zarr-python 3 is not installed (pip install zarr; NEPHOSCOPE_PYTHON names its Python).');
  return found;
}

describe.skipIf(!haveZarr())('stores of zarr-python', () => {
  let folder: string;
  let name: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-zarr-python-'));
    const store = await writeStore(folder, 'L1C');
    name = basename(store);
    execFileSync(PYTHON, ['electron/test/rewrite_store.py', store, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['v2', []],
    ['odd', []],
    // GeoZarr keeps the time of the product's name only.
    ['geozarr', [expect.stringContaining('sensing time')]],
  ])('hold the pixels of the SAFE (%s)', async (kind, differences) => {
    const rasters = createRasterContext({ threads: 2 });
    const [safe, zarr] = [await openProduct(SAMPLE_SAFE.L1C), await openProduct(join(folder, kind, name))];
    try {
      const found = await compareProducts(safe, zarr, rasters);
      expect(found.rasters.filter(({ differing }) => differing > 0)).toEqual([]);
      expect(found.rasters.length).toBe(14);
      expect(found.differences).toEqual(differences);
    } finally {
      await rasters.close();
      await safe.close();
      await zarr.close();
    }
  });
});
