import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttemptResult, type ResultKind, writeResult } from './result.ts';
import { retryProducts } from './retry.ts';
import { indexName, type RunFolder, runFolder, shardOf } from './run-folder.ts';
import { archiveStatus } from './status.ts';

const MANY = 100_000;

describe('the status of a run', () => {
  let folder: RunFolder;
  beforeAll(async () => {
    folder = runFolder(await mkdtemp(join(tmpdir(), 'nephoscope-status-')));
    await mkdir(folder.staging);
  });
  afterAll(() => rm(folder.path, { recursive: true }));

  function attempt(index: number, kind: ResultKind, message: string, minute: number): AttemptResult {
    const id = `S2A_MSIL2A_${index}`;
    const endedAt = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
    return {
      ...{
        index,
        id,
        kind,
        hash: '',
        startedAt: endedAt,
        endedAt,
        seconds: 30,
        maskSeconds: 29,
        host: 'a',
        worker: 'b',
      },
      ...{ version: '', files: [], percent: null, pack: null, grid: null, peakMemoryBytes: null, warnings: [] },
      error: kind === 'done' ? null : { name: 'ProductError', message },
    };
  }

  it('counts each product once, by its success or else its last attempt, and groups failures by reason', async () => {
    const results = [
      attempt(0, 'done', '', 1),
      attempt(1, 'failed', 'The disk is full.', 2),
      attempt(1, 'done', '', 7),
      attempt(2, 'died', 'The worker died.', 1),
      attempt(3, 'broken', 'S2A_MSIL2A_3: T32_B02.jp2 is truncated (1 of 9 bytes).', 3),
      attempt(4, 'broken', 'S2A_MSIL2A_4: T33_B8A.jp2 is truncated (77 of 99 bytes).', 3),
      attempt(5, 'failed', 'The disk is full.', 4),
      attempt(6, 'done', '', 9),
      // Told late, after the product was done.
      attempt(6, 'died', 'The worker died.', 10),
    ];
    for (const result of results) await writeResult(folder, result);
    const status = await archiveStatus(folder, { products: 10 });
    expect(status).toMatchObject({ done: 3, failed: 2, broken: 2, waiting: 3, running: 0, secondsLeft: null });
    expect(status.perHour).toBeCloseTo(2 / (8 / 60));
    expect(status.failures.map(({ state, count, examples }) => [state, count, examples[0]])).toEqual([
      ['broken', 2, 'S2A_MSIL2A_3'],
      ['failed', 1, 'S2A_MSIL2A_2'],
      ['failed', 1, 'S2A_MSIL2A_5'],
    ]);
  });

  it('lets what failed wait again, and what is broken where that is asked for', async () => {
    expect(await retryProducts(folder, 10, { broken: false })).toBe(2);
    expect(await archiveStatus(folder, { products: 10 })).toMatchObject({ done: 3, failed: 0, broken: 2, waiting: 5 });
    expect(await retryProducts(folder, 10, { broken: true })).toBe(2);
    expect(await archiveStatus(folder, { products: 10 })).toMatchObject({ done: 3, broken: 0, waiting: 7 });
    expect(await retryProducts(folder, 10, { broken: true })).toBe(0);
  });

  it(`of ${MANY} products takes at most two seconds of a processor and little memory`, {
    timeout: 300_000,
  }, async () => {
    const large = runFolder(join(folder.path, 'large'));
    await mkdir(large.staging, { recursive: true });
    for (let index = 0; index < MANY; index++) {
      if (index % 1000 === 0) await mkdir(shardOf(large, index), { recursive: true });
      const kind = index % 100 === 0 ? 'failed' : 'done';
      const name = `${indexName(index)}-${kind}-${Date.UTC(2026, 0, 1) + index * 1000}-30000.json`;
      // Of those that are done no file is opened.
      const text = kind === 'done' ? '' : JSON.stringify(attempt(index, kind, `Disk ${index} is full.`, 1));
      writeFileSync(join(shardOf(large, index), name), text);
    }
    const memory = process.memoryUsage().rss;
    const begin = performance.now();
    const before = process.cpuUsage();
    const status = await archiveStatus(large, { products: MANY });
    const { user, system } = process.cpuUsage(before);
    const [wall, seconds] = [(performance.now() - begin) / 1000, (user + system) / 1e6];
    const grown = (process.memoryUsage().rss - memory) / 2 ** 20;
    console.log(
      `status of ${MANY} products: ${wall.toFixed(2)} s, ${seconds.toFixed(2)} s of a processor, ${grown.toFixed(0)} MiB more memory`,
    );
    expect(status).toMatchObject({ done: 99_000, failed: 1000, waiting: 0 });
    expect(status.failures).toMatchObject([{ count: 1000 }]);
    expect(seconds).toBeLessThan(2);
    expect(grown).toBeLessThan(150);
  });
});
