import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { createStoreSize } from './store-size.ts';

const NAMES = ['a', 'b'].map((letter) => letter.repeat(32)) as [string, string];

async function writeStore(folder: string, name: string, bytes: number): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'tiles.bin'), new Uint8Array(bytes));
}

it('tells what all stores take, and what was added once that is older', async () => {
  await withFolder(async (folder) => {
    expect(await createStoreSize(join(folder, 'nothing'))()).toBe(0);
    await writeStore(folder, NAMES[0], 1000);
    await writeStore(folder, 'something else', 5000);
    const [lasting, fleeting] = [createStoreSize(folder, 1e9), createStoreSize(folder, 0)];
    expect(await lasting()).toBe(1000);
    expect(await fleeting()).toBe(1000);
    await writeStore(folder, NAMES[1], 300);
    expect(await lasting()).toBe(1000);
    await expect.poll(fleeting).toBe(1300);
  });
});
