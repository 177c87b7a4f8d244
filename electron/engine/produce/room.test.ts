import { existsSync, readdirSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { watchDisk } from '../core/disk.ts';
import { openProduct } from '../product/open.ts';
import { runRecipe } from './recipe.ts';
import { createWorkbench } from './workbench.ts';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');
afterEach(() => watchDisk(() => undefined));

/** Runs the sample's mask into `out`; `cache` stays empty when nothing was computed. */
async function mask(folder: string, out: string) {
  const bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder, 'cache'), threads: 1 });
  const product = await openProduct(SAMPLE);
  const recipe = {
    grid: 60,
    pack: null,
    parameters: null,
    formats: ['cog'],
    cleanedBands: [],
    cleanedGrid: 60,
  } as const;
  try {
    return await runRecipe(
      bench,
      product,
      { ...recipe, cloudyClasses: ['cloud'], cleanedStack: false, simplifyMetres: null },
      { area: { kind: 'scene' }, folder: out, overwrite: true, device: 'cpu', version: 'test' },
    );
  } finally {
    await product.close();
    await bench.close();
  }
}

it.each([
  ['ENOSPC', 'is on a disk that is full'],
  ['EROFS', 'is on a read-only disk'],
  ['EACCES', 'may not be written to'],
])('refuses a folder before it computes: %s', async (code, sentence) => {
  await withFolder(async (folder) => {
    const out = join(folder, 'out');
    await mkdir(out);
    watchDisk((_, path) => {
      if (path.startsWith(out)) throw Object.assign(new Error(code), { code });
    });
    await expect(mask(folder, out)).rejects.toThrow(sentence);
    expect(existsSync(join(folder, 'cache'))).toBe(false);
    expect(readdirSync(out)).toEqual([]);
  });
});

it('says which files it finished for a run that was killed', async () => {
  await withFolder(async (folder) => {
    const staging = join(folder, 'out', `.nephoscope-00000000-1-0-00000000.part`);
    await mkdir(staging, { recursive: true });
    await writeFile(join(staging, 'new'), 'new');
    await writeFile(join(staging, 'journal.json'), '{"files":[{"staged":"new","name":"b.tif","old":null}],"stale":[]}');
    await utimes(staging, 1, 1);
    const { warnings } = await mask(folder, join(folder, 'out'));
    expect(warnings.join()).toContain('was interrupted while it replaced files. They are whole now: b.tif.');
  });
});
