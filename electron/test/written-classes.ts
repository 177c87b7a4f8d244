import { tilesOf } from '../engine/model/tiling.ts';
import { planRecipe } from '../engine/produce/plan.ts';
import { openProbabilities } from '../engine/produce/probabilities.ts';
import type { Workbench } from '../engine/produce/workbench.ts';
import type { Product } from '../engine/product/types.ts';

/** Of 255: sure enough for every class. */
const SURE = 240;

/** Stores a product's probabilities in the place of its network: at each pixel the class, by its number, that a test says. */
export async function writeClasses(
  bench: Workbench,
  product: Product,
  grid: 10 | 60,
  classAt: (column: number, row: number) => number,
): Promise<void> {
  const wanted = { grid, pack: null, parameters: null } as const;
  const { pack } = await planRecipe(bench, product, wanted, { kind: 'scene' }, 'cpu');
  const store = await openProbabilities(bench, { product, pack, gridMetres: grid });
  for (const tile of tilesOf(store.plan)) {
    const { width, height } = tile.core;
    const planes = new Uint8Array(4 * width * height);
    for (let at = 0; at < width * height; at++) {
      const place = [tile.core.column + (at % width), tile.core.row + Math.floor(at / width)] as const;
      planes[classAt(...place) * width * height + at] = SURE;
    }
    await store.writeTile(tile, planes, 'cpu');
  }
}

/** Closes what a test opened on a bench, and the bench. */
export async function closeBench(bench: Workbench, products: readonly Product[]): Promise<void> {
  for (const product of products) {
    await bench.rasters.release(product);
    await product.close();
  }
  await bench.close();
}
