import { cp, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { SAMPLE } from '../../test/served-engine.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import { openProduct } from '../product/open.ts';
import { createRasterContext } from '../raster/context.ts';
import { fixturePack } from './fixtures/synthetic.ts';
import { loadPack } from './packs.ts';
import { productInput } from './product-input.ts';

const folder = temporaryFolder('nephoscope-alterations-');

async function alterationsOf(path: string): Promise<readonly string[]> {
  const product = await openProduct(path);
  const context = createRasterContext({ threads: 1 });
  try {
    const reader = productInput(product, await loadPack(fixturePack('tiny-unet')), product.grids[60]!, context);
    await reader.readTile({ column: 0, row: 0, width: 64, height: 64 });
    return (await reader.alterations()).map(({ message }) => message);
  } finally {
    await context.close();
    await product.close();
  }
}

it('tells of band files that were put in the place of others, also of a preview of 60 m', async () => {
  const path = join(folder.path, SAMPLE);
  await cp(resolve('build/samples', SAMPLE), path, { recursive: true });
  expect(await alterationsOf(path)).toEqual([]);
  const product = await openProduct(path);
  const [blue, infrared] = (['B02', 'B8A'] as const).map((band) =>
    join(path, product.bands[band]!.find(({ pixelMetres }) => pixelMetres === 60)!.path),
  ) as [string, string];
  await product.close();
  for (const [from, to] of [
    [blue, `${blue}.aside`],
    [infrared, blue],
    [`${blue}.aside`, infrared],
  ] as const)
    await rename(from, to);
  const told = await alterationsOf(path);
  expect(told).toHaveLength(2);
  for (const message of told) expect(message).toMatch(/B(02|8A)_60m.jp2 is not as it was delivered/);
});
