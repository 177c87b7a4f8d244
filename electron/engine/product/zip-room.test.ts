import { statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { fakeZip } from '../../test/fake-zip.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import { ProductError } from '../core/errors.ts';
import { openZip } from './zip.ts';

// How much room the temporary folder has is made up here.
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  return { ...real, statfs: vi.fn() };
});

const temporary = temporaryFolder('nephoscope-zip-room-test-');
const MIB = 1 << 20;
const SIZE = 9 * MIB;
/** What is left free for others. */
const SPARE = 64 * MIB;

function leave(bytes: number): void {
  vi.mocked(statfs).mockResolvedValue({ bavail: bytes / 4096, bsize: 4096 } as Awaited<ReturnType<typeof statfs>>);
}

/** A zip of entries that do not deflate, each larger than what is inflated in memory. */
async function zipOf(count: number): Promise<string> {
  const bytes = Buffer.alloc(SIZE);
  for (let k = 0; k < bytes.length; k++) bytes[k] = (k * 2_654_435_761) >>> 24;
  const path = join(temporary.path, `${count}.zip`);
  const entries = Array.from({ length: count }, (_, k) => ({ path: `${k}.jp2`, bytes, isDeflated: true }));
  await writeFile(path, fakeZip(entries));
  return path;
}

it('inflates nothing that the temporary folder has no room for, and does once there is', async () => {
  const tree = await openZip(await zipOf(1));
  leave(SPARE + SIZE);
  const error = await tree.entries[0]!.open().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProductError);
  expect(error).toMatchObject({
    message: `${tmpdir()} has ${SPARE + SIZE} bytes left; 0.jp2 would inflate to ${SIZE}.`,
  });
  expect((error as ProductError).remedy).toMatch(/^Make room/);
  leave(SPARE + SIZE + 4096);
  const source = await tree.entries[0]!.open();
  expect(source.size).toBe(SIZE);
  await tree.close();
});

it('counts what is being inflated at the same time', async () => {
  const tree = await openZip(await zipOf(3));
  leave(SPARE + 2 * SIZE + 4096);
  const all = await Promise.allSettled(tree.entries.map((entry) => entry.open()));
  expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(all.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(ProductError) });
  // Once they are written, the disk itself tells what is left.
  leave(SPARE + SIZE + 4096);
  expect((await Promise.all(tree.entries.map((entry) => entry.open()))).length).toBe(3);
  await tree.close();
});
