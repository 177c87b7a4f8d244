import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeTiff } from '../test/fake-tiff.ts';
import { openNamedProduct } from './open-product.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-named-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('names the product before a file of it that is broken', async () => {
  const product = join(folder, 'broken.SAFE');
  await mkdir(product);
  await writeFile(join(product, 'MTD_MSIL2A.xml'), '<xml');
  for (const path of [product, `${product}/`])
    await expect(openNamedProduct(path)).rejects.toMatchObject({
      message: 'MTD_MSIL2A.xml is truncated: <xml> is not closed.',
      file: `${product}/MTD_MSIL2A.xml`,
      remedy: expect.stringContaining('again'),
    });
});

it('names a GeoTIFF that stands for a product once', async () => {
  const path = join(folder, 'export.tif');
  await writeFile(path, fakeTiff({ descriptions: ['B2', 'B3', 'B4'] }));
  await expect(openNamedProduct(path)).rejects.toMatchObject({ file: path, remedy: expect.any(String) });
});

it('leaves a path that names the product already, relative ones too', async () => {
  for (const path of ['nowhere', './nowhere/', 'nowhere/near.SAFE'])
    await expect(openNamedProduct(path)).rejects.toMatchObject({
      file: expect.stringMatching(new RegExp(`^${path}/?$`)),
    });

  const nothing = join(folder, 'nothing.SAFE');
  await expect(openNamedProduct(nothing)).rejects.toMatchObject({ file: nothing });
});
