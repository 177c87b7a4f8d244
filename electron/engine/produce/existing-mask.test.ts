import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { writeTinyProducts } from '../../test/tiny-products.ts';
import type { Recipe } from '../contract/recipe.ts';
import { openProduct } from '../product/open.ts';
import { existingMask } from './existing-mask.ts';
import { planRecipe } from './plan.ts';
import { runRecipe } from './recipe.ts';
import { createWorkbench } from './workbench.ts';

const RECIPE: Recipe = {
  ...{ grid: 60, pack: null, parameters: null, formats: ['cog'], nameTemplate: 'same' },
  ...{ cloudyClasses: [], cleanedBands: [], cleanedGrid: 60, cleanedStack: false, simplifyMetres: null },
};

it("tells another product's mask under the same name from one that was made alike", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nephoscope-existing-'));
  const bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder, 'cache'), threads: 1 });
  const products = await Promise.all((await writeTinyProducts(folder, 2)).map((path) => openProduct(path)));
  try {
    const options = { folder, overwrite: false, device: 'cpu', version: '0.0.0-test' } as const;
    await runRecipe(bench, products[0]!, RECIPE, { ...options, area: { kind: 'scene' } });
    const found = [];
    for (const product of products) {
      const plan = await planRecipe(bench, product, RECIPE, { kind: 'scene' }, 'cpu');
      found.push(await existingMask({ product, recipe: RECIPE, plan, folder }, { corrections: [] }));
    }
    expect(found.map(({ files, made }) => [files, made])).toEqual([
      ['all', 'alike'],
      ['all', 'otherwise'],
    ]);
    expect(found[1]!.held).toContain(products[0]!.id);
  } finally {
    for (const product of products) await product.close();
    await bench.close();
    await rm(folder, { recursive: true });
  }
});
