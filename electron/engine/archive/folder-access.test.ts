import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/test-product.ts';
import { watchDisk } from '../core/disk.ts';
import { NephoscopeError } from '../core/errors.ts';
import { requireReplaceable, requireUsable } from './folder-access.ts';
import { wholeOutput } from './outputs.ts';
import { runCounts } from './run-counts.ts';
import { type RunFolder, runFolder, shardOf } from './run-folder.ts';
import type { WorkContext } from './work-product.ts';
import { workAll, workIndices } from './worker.ts';

const denied = vi.hoisted(() => ({ path: '' }));

// Tests may run as root, whom no permission keeps out.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const guarded =
    (name: 'readdir' | 'access') =>
    (path: string, ...rest: unknown[]) =>
      path === denied.path
        ? Promise.reject(Object.assign(new Error(`EACCES: ${name} '${path}'`), { code: 'EACCES', path }))
        : (real[name] as (...words: unknown[]) => unknown)(path, ...rest);
  return { ...real, readdir: guarded('readdir'), access: guarded('access') };
});

const temporary = temporaryFolder('nephoscope-access-');
let folder: RunFolder;
let count = 0;
beforeEach(async () => {
  folder = runFolder(join(temporary.path, String(count++)));
  await mkdir(shardOf(folder, 0), { recursive: true });
  denied.path = '';
  watchDisk(() => undefined);
});

async function refusalOf(work: Promise<unknown>): Promise<NephoscopeError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NephoscopeError);
  return error as NephoscopeError;
}

/** As a disk on which nothing may be written in one folder. */
function freeze(path: string): void {
  watchDisk((step, at) => {
    if (['write', 'rename'].includes(step) && at.startsWith(`${path}/`))
      throw Object.assign(new Error(`EACCES: ${at}`), { code: 'EACCES', path: at });
  });
}

describe('a worker of a run', () => {
  const context = () => ({ folder, run: { products: 1 }, signal: new AbortController().signal }) as WorkContext;

  it.each(['leases', 'results', 'masks', 'staging'] as const)(
    'computes nothing where its %s may not be written to, and says so',
    async (name) => {
      await requireUsable(folder, null);
      freeze(folder[name]);
      const error = await refusalOf(workAll(context(), () => undefined));
      expect(error.file).toBe(folder[name]);
      expect(error.message).toContain('it may not be written to');
      await refusalOf(workIndices(context(), [0], () => undefined));
      watchDisk(() => undefined);
      for (const path of [folder.leases, folder.staging, folder.masks]) expect(await readdir(path)).toEqual([]);
    },
  );

  it('is told where results that it would add to belong to someone else', async () => {
    denied.path = shardOf(folder, 0);
    expect((await refusalOf(requireUsable(folder, [0]))).file).toBe(denied.path);
    await requireUsable(folder, [1000]);
  });

  it('is told where results would have to move to another disk', async (test) => {
    const elsewhere = `/dev/shm/nephoscope-${process.pid}`;
    const isMade = await mkdir(elsewhere).then(
      () => true,
      () => false,
    );
    if (!isMade) return test.skip('no second disk');
    await symlink(elsewhere, folder.masks);
    const error = await refusalOf(requireUsable(folder, null)).finally(() => rm(elsewhere, { recursive: true }));
    expect([error.file, error.message]).toEqual([folder.masks, expect.stringContaining('another disk')]);
  });
});

it('does not take a run whose results may not be read for one where nothing was done', async () => {
  denied.path = folder.results;
  const error = await refusalOf(runCounts(folder, 1));
  expect([error.file, error.message]).toEqual([folder.results, expect.stringContaining('you may not read it')]);
});

it('tries whether older masks of a product can be replaced', async () => {
  await requireReplaceable(folder, 'S2');
  await mkdir(join(folder.masks, 'S2'), { recursive: true });
  await requireReplaceable(folder, 'S2');
  denied.path = join(folder.masks, 'S2');
  expect((await refusalOf(requireReplaceable(folder, 'S2'))).message).toContain('S2 holds older masks');
});

it('does not take masks that may not be read for masks that are still to be made', async () => {
  expect(await wholeOutput(folder, 'S2', 'h')).toBeNull();
  denied.path = join(folder.masks, 'S2', 'result.json');
  expect((await refusalOf(wholeOutput(folder, 'S2', 'h'))).file).toBe(denied.path);
});
