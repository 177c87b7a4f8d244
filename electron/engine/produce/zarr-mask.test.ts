import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SAMPLE_SAFE, writeStore } from '../../test/zarr-stores.ts';
import { wholeWindow } from '../core/grid.ts';
import { computeMask } from '../mask/compute.ts';
import { defaultParameters } from '../mask/parameters.ts';
import { runInference } from '../model/inference.ts';
import { loadPack } from '../model/packs.ts';
import { productInput } from '../model/product-input.ts';
import { openSession } from '../model/session.ts';
import { openProbabilityStore } from '../model/store.ts';
import { planFor } from '../model/tiling.ts';
import { openProduct } from '../product/open.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { createRasterContext } from '../raster/context.ts';

/** The same product without checksums, whose bands are decoded exactly. */
function withoutChecksums(product: Product): Product {
  const exact = (files: readonly RasterFile[]) => files.map(({ checksum: _, ...file }) => file);
  return {
    ...product,
    bands: Object.fromEntries(Object.entries(product.bands).map(([id, files]) => [id, exact(files)])),
  };
}

it('makes the mask of a Zarr store that it makes of the SAFE, to the pixel', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nephoscope-zarr-mask-'));
  const rasters = createRasterContext({ threads: 2 });
  const pack = await loadPack('models/nephos-l1c');
  const session = await openSession(pack, { provider: 'cpu', threads: 2 });
  const products = [
    withoutChecksums(await openProduct(SAMPLE_SAFE.L1C)),
    await openProduct(await writeStore(folder, 'L1C', { version: 3 })),
  ];
  try {
    const masks: Uint8Array[] = [];
    for (const [k, product] of products.entries()) {
      const grid = product.grids[20]!;
      const reader = productInput(product, pack, grid, rasters);
      const store = await openProbabilityStore(join(folder, `store-${k}`), {
        key: 'test',
        grid,
        plan: planFor(pack, grid),
      });
      await (await runInference({ session, reader, store })).written;
      const { thresholds, defaults } = pack.manifest;
      const parameters = defaultParameters({ thresholds, ...defaults });
      masks.push(computeMask(await store.readWindow(wholeWindow(grid)), parameters).codes);
    }
    expect(masks[1]).toEqual(masks[0]);
    expect(new Set(masks[0]).size).toBeGreaterThanOrEqual(4);
  } finally {
    await session.close();
    await rasters.close();
    for (const product of products) await product.close();
    await rm(folder, { recursive: true, force: true });
  }
});
