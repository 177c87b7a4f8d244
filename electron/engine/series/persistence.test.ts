import { readdirSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatedDate } from '../../test/simulated-dates.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import { closeBench, writeClasses } from '../../test/written-classes.ts';
import { createWorkbench, type Workbench } from '../produce/workbench.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { findPersistence, type PersistenceOptions } from './persistence.ts';

const DATES = 6;
const folder = temporaryFolder('nephoscope-persistence-');
let bench: Workbench;
const products: Product[] = [];

/** Columns and rows 20 to 29 of the 60 m grid are cloud on every date, 40 to 49 shadow on all but one, 60 to 69 cloud on half. */
function classAt(column: number, row: number, date: number): 0 | 1 | 3 {
  const within = (from: number) => column >= from && column < from + 10 && row >= from && row < from + 10;
  if (within(20)) return 3;
  if (within(40) && date > 0) return 1;
  return within(60) && date % 2 === 0 ? 3 : 0;
}

beforeAll(async () => {
  bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder.path, 'cache'), threads: 1 });
  const sample = await simulatedDate(1);
  for (let date = 0; date < DATES; date++) {
    const path = join(folder.path, String(date), 'S2A_MSIL2A.SAFE');
    await cp(sample, path, { recursive: true });
    const [granule] = readdirSync(join(path, 'GRANULE'));
    for (const metadata of ['MTD_MSIL2A.xml', join('GRANULE', granule!, 'MTD_TL.xml')]) {
      const text = await readFile(join(path, metadata), 'utf8');
      await writeFile(join(path, metadata), text.replaceAll('2024-05-16', `2024-06-0${1 + date}`));
    }
    const product = await openProduct(path);
    products.push(product);
    await writeClasses(bench, product, 60, (column, row) => classAt(column, row, date));
  }
});
afterAll(() => closeBench(bench, products));

const options = (name: string): PersistenceOptions => ({
  ...{ grid: 60, pack: null, overwrite: false, device: 'cpu', version: '0.0.0-test' },
  path: join(folder.path, name),
});

it('writes what is cloud or shadow on most dates of ground that does not vary', async () => {
  const result = await findPersistence(bench, products, options('places.tif'));
  const image = await (await fromFile(join(folder.path, 'places.tif'))).getImage();
  const width = image.getWidth();
  const [codes] = (await image.readRasters()) as unknown as [Uint8Array];
  const at = (column: number, row: number) => codes[row * width + column];
  expect([at(25, 25), at(45, 45), at(65, 65), at(5, 5)]).toEqual([4, 2, 1, 1]);
  expect(result.cloudPixels).toBe(100);
  expect(result.shadowPixels).toBe(100);
  const told = JSON.parse(await readFile(join(folder.path, 'places.json'), 'utf8'));
  expect(told).toMatchObject({
    comparedBands: ['B02', 'B12'],
    dates: ['2024-06-01', '2024-06-02', '2024-06-03', '2024-06-04', '2024-06-05', '2024-06-06'],
  });
});

it('refuses fewer than six dates', async () => {
  await expect(findPersistence(bench, products.slice(0, 5), options('few.tif'))).rejects.toThrow(
    'Persistence needs 6 dates or more; there are 5.',
  );
});

it('counts an image once, however many products show it', async () => {
  const path = join(folder.path, 'copies', 'S2A_MSIL2A.SAFE');
  await cp(products[0]!.path, path, { recursive: true });
  const copy = await openProduct(path);
  try {
    const found = findPersistence(bench, [...products.slice(0, 5), copy], options('copies.tif'));
    await expect(found).rejects.toThrow('there are 5 (1 more of an image that is there already)');
    const { warnings } = await findPersistence(bench, [...products, copy], options('with-copy.tif'));
    expect(warnings[0]).toBe(
      `${copy.id} (${path}, baseline 05.10) is left out: ${copy.id} (${products[0]!.path}, baseline 05.10) is the same image.`,
    );
    const told = JSON.parse(await readFile(join(folder.path, 'with-copy.json'), 'utf8'));
    expect(told.products).toHaveLength(6);
  } finally {
    await copy.close();
  }
});
