import { join, resolve } from 'node:path';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLIPPED_CLOUD, CLIPPED_SIDE, writeClippedProduct } from '../../test/clipped-product.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import { closeBench, writeClasses } from '../../test/written-classes.ts';
import { SATURATED_DN } from '../model/clipped-bands.ts';
import { createWorkbench, type Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { findPersistence } from './persistence.ts';
import { readBlock, toUnits } from './read-block.ts';
import { createSharedMemory } from './shared-memory.ts';

const folder = temporaryFolder('nephoscope-clipped-dates-');
const products: Product[] = [];
let bench: Workbench;

/** Six dates of a roof that shines too brightly for ESA's 15 bits, for which the network has the words of a test: all is cloud. */
beforeAll(async () => {
  bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder.path, 'cache'), threads: 1 });
  for (let date = 1; date <= 6; date++) {
    const product = await writeClippedProduct(join(folder.path, `${date}`), () => 0, `2024060${date}`);
    products.push(product);
    await writeClasses(bench, product, 10, () => 3);
  }
});
afterAll(() => closeBench(bench, products));

it('finds a place that shines too brightly on all dates, where ESA clips it to 0 at 10 m', async () => {
  const path = join(folder.path, 'places.tif');
  const options = { grid: 10, pack: null, overwrite: false, device: 'cpu', version: '0.0.0-test', path } as const;
  const { warnings } = await findPersistence(bench, products, options);
  const image = await (await fromFile(path)).getImage();
  const [codes] = (await image.readRasters()) as unknown as [Uint8Array];
  const at = (column: number, row: number) => codes[row * CLIPPED_SIDE + column];
  expect([at(80, 80), at(64, 64), at(50, 50), at(10, 80)]).toEqual([4, 4, 4, 5]);
  expect(warnings).toContainEqual(expect.stringMatching(/^2024-06-01: .*taken as bright/));
});

it('reads such a place for a composite as saturated, not as never seen', async () => {
  const product = products[0]!;
  const grid = productGrid(product, 10);
  const told: string[] = [];
  const bands = ['B02', 'B08', 'B12'] as const;
  const block = await readBlock(
    {
      dates: [{ product, weights: { read: async () => new Uint8Array(CLIPPED_SIDE ** 2).fill(255) } }],
      ...{ grid, bands, comparedBands: bands.length, rasters: bench.rasters, signal: undefined },
      memory: { values: createSharedMemory(), weights: createSharedMemory() },
      onWarning: (_, message) => told.push(message),
    },
    { column: 0, row: 0, width: CLIPPED_SIDE, height: CLIPPED_SIDE },
  );
  const units = (band: 'B02' | 'B08' | 'B12', dn: number) => {
    const out = new Int16Array(1);
    toUnits(Uint16Array.of(dn), product, band, out);
    return out[0];
  };
  const pixel = 80 * CLIPPED_SIDE + 80;
  for (const [at, band] of bands.entries())
    expect(block.values[at * block.pixels + pixel]).toBe(units(band, SATURATED_DN));
  expect(block.values[80 * CLIPPED_SIDE + 50]).toBe(units('B02', CLIPPED_CLOUD));
  expect([block.weights[pixel], block.weights[80 * CLIPPED_SIDE + 10]]).toEqual([255, 0]);
  expect(told).toEqual([expect.stringContaining('taken as bright')]);
});
