import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { FAKE_GRANULE_FOLDER, fakeFiles, productWriter, refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { openProduct } from './open.ts';
import { productGrid } from './product-grid.ts';

const hidden = vi.hoisted(() => ({ folder: '', code: 'EACCES' }));

// Tests may run as root, whom no permission keeps out.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readdir = (path: string, ...rest: unknown[]) =>
    hidden.folder !== '' && path.endsWith(hidden.folder)
      ? Promise.reject(Object.assign(new Error(`${hidden.code}: scandir '${path}'`), { code: hidden.code }))
      : (real.readdir as (...words: unknown[]) => unknown)(path, ...rest);
  return { ...real, readdir };
});

const productFolder = productWriter(temporaryFolder('nephoscope unreadable '));

async function hide<T>(folder: string, code: string, work: () => Promise<T>): Promise<T> {
  Object.assign(hidden, { folder, code });
  try {
    return await work();
  } finally {
    hidden.folder = '';
  }
}

it('names the folder that may not be read where no mask can be made without it', async () => {
  const folder = await productFolder(fakeFiles());
  const product = await hide('/GRANULE', 'EACCES', () => openProduct(folder));
  expect(product.warnings).toContainEqual(expect.objectContaining({ code: 'folder-unreadable' }));
  const error = await refusalOf((async () => productGrid(product, 20))());
  expect(error.message).toContain('The folder GRANULE cannot be read (it may not be read by you)');
  expect(error.file).toBe(join(folder, 'GRANULE'));
  expect(error.remedy).toContain('chmod');
});

it('says so of a folder of bands and opens what is left', async () => {
  const folder = await productFolder(fakeFiles());
  const inside = `${FAKE_GRANULE_FOLDER}/IMG_DATA/R20m`;
  const product = await hide(`/${inside}`, 'EIO', () => openProduct(folder));
  expect(product.warnings.find(({ code }) => code === 'folder-unreadable')?.message).toBe(
    `The folder ${inside} cannot be read (the disk reports an error) and is passed over.`,
  );
  expect(productGrid(product, 20).pixelMetres).toBe(20);
});

it('names the chosen folder, and one in which a product may lie', async () => {
  const folder = await productFolder(fakeFiles());
  const own = await refusalOf(hide(folder, 'EACCES', () => openProduct(folder)));
  expect([own.file, own.message]).toEqual([folder, expect.stringContaining('it may not be read by you')]);
  const outer = join(folder, '..');
  const inner = await refusalOf(hide(folder, 'EACCES', () => openProduct(outer)));
  expect([inner.file, inner.message]).toEqual([folder, expect.stringContaining('shows no Sentinel-2 product')]);
});
