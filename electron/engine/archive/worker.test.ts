import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ManifestEntry } from './manifest.ts';
import { type AttemptResult, writeResult } from './result.ts';
import { type RunFolder, runFolder } from './run-folder.ts';
import { type WorkContext, type WorkOutcome, workProduct } from './work-product.ts';
import { workAll } from './worker.ts';

vi.mock('./work-product.ts', () => ({ workProduct: vi.fn() }));

const ENTRY = { index: 0, id: 'S2', hash: 'h' } as ManifestEntry;

describe('a worker that takes whatever waits', () => {
  let path: string;
  let folder: RunFolder;
  let seconds: number;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'nephoscope-worker-'));
    folder = runFolder(path);
    await mkdir(folder.staging);
    seconds = 0;
  });
  afterEach(() => rm(path, { recursive: true, force: true }));

  function result(kind: AttemptResult['kind']): Promise<unknown> {
    const ended = {
      index: 0,
      id: 'S2',
      hash: 'h',
      kind,
      endedAt: new Date(1000 * ++seconds).toISOString(),
      seconds: 1,
    };
    return writeResult(folder, ended as AttemptResult);
  }

  function work(): Promise<string> {
    const context = { folder, run: { products: 1 }, signal: new AbortController().signal };
    return workAll(context as unknown as WorkContext, () => undefined);
  }

  it('tries again what another one had, failed at and let go of while it looked', async () => {
    vi.mocked(workProduct)
      .mockImplementationOnce(async (): Promise<WorkOutcome> => {
        await result('failed');
        return { kind: 'taken', entry: ENTRY, holder: {} as never };
      })
      .mockImplementationOnce(async (): Promise<WorkOutcome> => {
        await result('done');
        return { kind: 'done', entry: ENTRY, result: {} as AttemptResult };
      });
    expect(await work()).toBe('done');
    expect(workProduct).toHaveBeenCalledTimes(2);
  });

  it('gives a product up that failed three times', async () => {
    vi.mocked(workProduct).mockReset();
    vi.mocked(workProduct).mockImplementation(async (): Promise<WorkOutcome> => {
      await result('failed');
      return { kind: 'failed', entry: ENTRY, result: {} as AttemptResult };
    });
    expect(await work()).toBe('again');
    expect(workProduct).toHaveBeenCalledTimes(3);
  });
});
