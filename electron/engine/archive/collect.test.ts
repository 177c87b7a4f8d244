import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testRun } from '../../test/archive-run.ts';
import { stacProblems } from '../../test/stac-validator.ts';
import { disk } from '../core/disk.ts';
import { type Collected, collectRun } from './collect.ts';
import { writeManifest } from './manifest.ts';
import { type AttemptResult, resultText, writeResult } from './result.ts';
import { type RunFolder, runFolder } from './run-folder.ts';

describe('what a run comes to', () => {
  let folder: RunFolder;
  let collected: Collected;
  beforeAll(async () => {
    folder = runFolder(await mkdtemp(join(tmpdir(), 'nephoscope-collect-')));
    await mkdir(folder.staging, { recursive: true });
    const writer = await writeManifest(folder);
    for (const [index, clear] of [80, 20, 50, null].entries()) {
      const id = `p,${index}`;
      const month = index < 2 ? '05' : '06';
      await writer.add({
        ...{ index, id, place: '/data', granule: null, bytes: 1, level: 'L2A', tile: '33UVU', outputs: [], hash: 'h' },
        sensingTime: `2024-${month}-06T10:10:31Z`,
        footprint: [
          [13 + index, 53],
          [14 + index, 53],
          [14 + index, 52],
          [13 + index, 53],
        ],
      });
      if (clear === null) continue;
      const [name, text] = ['p_stac_20m.json', '{}'];
      const result: AttemptResult = {
        ...{ index, id, kind: 'done', hash: 'h', startedAt: '', endedAt: '2026-01-01T00:00:00Z', seconds: 40 },
        ...{ maskSeconds: 39, host: 'a', worker: 'b', version: '', error: null, files: [{ name, bytes: text.length }] },
        ...{ percent: { clear, cloud: 100 - clear, semi: 0, shadow: 0, missing: 3 }, pack: null, grid: 20 },
        ...{ peakMemoryBytes: null, warnings: ['Low "sun".'] },
      };
      await mkdir(join(folder.masks, id), { recursive: true });
      await disk.write(join(folder.masks, id, name), text);
      await disk.write(join(folder.masks, id, 'result.json'), resultText(result));
      await writeResult(folder, result);
    }
    await writer.finish();
    collected = await collectRun(folder, testRun({ products: 4 }));
  });
  afterAll(() => rm(folder.path, { recursive: true }));
  const read = (name: string) => readFile(join(folder.path, name), 'utf8');

  it('is a valid STAC collection of the items of what is done, where and when they are', async () => {
    expect(collected).toMatchObject({ products: 3, items: 3 });
    expect(await stacProblems(join(folder.path, 'collection.json'))).toBe('');
    const { links, extent } = JSON.parse(await read('collection.json'));
    const items = links.filter(({ rel }: { rel: string }) => rel === 'item');
    expect(items[0].href).toBe('./masks/p%2C0/p_stac_20m.json');
    expect(extent.spatial.bbox).toEqual([[13, 52, 16, 53]]);
    expect(extent.temporal.interval).toEqual([['2024-05-06T10:10:31Z', '2024-06-06T10:10:31Z']]);
  });

  it('is a row for every product, done or not', async () => {
    const rows = (await read('products.csv')).trim().split('\n');
    expect(rows).toHaveLength(5);
    expect(rows[1]).toBe(
      '"p,0",done,33UVU,2024-05-06T10:10:31Z,L2A,80.000,0.000,0.000,20.000,3.000,20,,40.0,"Low ""sun"".",/data',
    );
    expect(rows[4]).toMatch(/^"p,3",waiting,/);
  });

  it('is the share of clear sky by tile and month', async () => {
    expect((await read('clear-share.csv')).split('\n').slice(1)).toEqual([
      '33UVU,2024-05,2,50.00,20.00,80.00,1',
      '33UVU,2024-06,1,50.00,50.00,50.00,1',
      '',
    ]);
  });
});
