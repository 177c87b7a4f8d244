import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FAKE_GRANULE_FOLDER,
  fakeFiles,
  fakePlacedJp2,
  productWriter,
  temporaryFolder,
} from '../../test/test-product.ts';
import { createProductRegistry } from './products.ts';

const temporary = temporaryFolder('nephoscope-registry-');
const productFolder = productWriter(temporary);
const B02 = `${FAKE_GRANULE_FOLDER}/IMG_DATA/R60m/T32UNU_20230612T102031_B02_60m.jp2`;

function registry() {
  const told: string[] = [];
  const released: string[] = [];
  const products = createProductRegistry({
    release: async ({ contentKey }) => void released.push(contentKey),
    onChanged: (id, reason) => told.push(`changed ${id}: ${reason}`),
    onClosed: ({ id }, reason) => told.push(`closed ${id}: ${reason}`),
    lookMilliseconds: 0,
  });
  return { products, told, released };
}

describe('an open product', () => {
  it('is read again when a file of it changes, and says so once', async () => {
    const { products, told, released } = registry();
    const folder = await productFolder(fakeFiles());
    const { id, product } = await products.open(folder);
    await products.refresh(id);
    expect(told).toEqual([]);
    expect(products.get(id).product).toBe(product);

    const bytes = await readFile(join(folder, B02));
    bytes[bytes.length - 8]! ^= 1;
    await writeFile(join(folder, B02), bytes);
    await Promise.all([products.refresh(id), products.refresh(id)]);
    expect(told).toEqual([expect.stringMatching(new RegExp(`changed ${id}: .*B02_60m.jp2`))]);
    expect(products.get(id).product.contentKey).not.toBe(product.contentKey);
    expect(products.get(id).product.key).toBe(product.key);
    expect(released).toEqual([product.contentKey]);
  });

  it('takes in a band file that comes late, and is closed when its metadata is spoilt', async () => {
    const { products, told } = registry();
    const files = fakeFiles();
    files.delete(B02);
    const folder = await productFolder(files);
    const { id } = await products.open(folder);
    await writeFile(join(folder, B02), fakeFiles().get(B02)!);
    await products.refresh(id);
    expect(products.get(id).product.bands.B02!.map(({ pixelMetres }) => pixelMetres)).toEqual([10, 20, 60]);

    await appendFile(join(folder, 'MTD_MSIL2A.xml'), '<');
    await products.refresh(id);
    expect(told.at(-1)).toMatch(/closed .* can no longer be opened: MTD_MSIL2A\.xml is truncated/);
    expect(() => products.get(id)).toThrow(/not open any more/);
    await expect(products.refresh(id)).resolves.toBeUndefined();
  });

  it('is closed when its folder goes away, which is said without the place where it was', async () => {
    const { products, told } = registry();
    const folder = await productFolder(fakeFiles());
    const { id, product } = await products.open(folder);
    await rename(folder, `${folder}.away`);
    await products.refresh(id);
    expect(told).toEqual([`closed ${id}: ${product.id} was moved, renamed or deleted on disk while it was open.`]);
  });

  it('is one for each way of reading it, and keeps the way when it is read again', async () => {
    const { products } = registry();
    const name = (band: string) => `T32UNU_20230612T102031_${band}_60m.jp2`;
    const folder = await productFolder(
      new Map(['B02', 'B03'].map((band) => [name(band), fakePlacedJp2(30, 600_000, 5_900_040, 60)])),
      'files',
    );
    await expect(products.open(folder)).rejects.toThrow(/offset/);
    const first = await products.open(folder, { reading: { offset: -0.1 } });
    expect((await products.open(folder, { reading: { offset: -0.1 } })).id).toBe(first.id);
    const second = await products.open(folder, { reading: { offset: 0 } });
    expect(second.id).not.toBe(first.id);

    await rm(join(folder, name('B03')));
    await products.refresh(first.id);
    expect(products.get(first.id).product.offsets.B02).toBe(-1000);
    const changed = await products.change(first.id, { offset: 0.05 });
    expect(changed.id).toBe(first.id);
    expect(products.get(first.id).product.offsets.B02).toBe(500);
  });
});
