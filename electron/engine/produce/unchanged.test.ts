import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import type { Recipe } from '../contract/recipe.ts';
import { openProduct } from '../product/open.ts';
import { runRecipe } from './recipe.ts';
import { createWorkbench } from './workbench.ts';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');
const RECIPE: Omit<Recipe, 'formats'> = {
  ...{ grid: 60, pack: null, parameters: null, cleanedBands: ['B02'], cleanedGrid: 60, cleanedStack: false },
  ...{ cloudyClasses: ['cloud'], simplifyMetres: null },
};

it.each(['cleaned', 'quicklook'] as const)(
  'gives %s no name where bands were changed after the mask was made',
  {
    timeout: 120_000,
  },
  async (format) => {
    await withFolder(async (base) => {
      const folder = join(base, 'out');
      mkdirSync(folder);
      const product = await openProduct(SAMPLE);
      const bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(base, 'cache'), threads: 1 });
      let asked = 0;
      // Whole while the mask is computed; then a download goes on.
      const changedFiles = async () => (++asked > 1 ? ['B02_60m.jp2'] : []);
      try {
        const running = runRecipe(
          bench,
          { ...product, changedFiles },
          { ...RECIPE, formats: [format] },
          { area: { kind: 'scene' }, folder, overwrite: true, device: 'cpu', version: 'test' },
        );
        await expect(running).rejects.toThrow('were changed while they were read (B02_60m.jp2)');
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        await product.close();
        await bench.close();
      }
    });
  },
);
