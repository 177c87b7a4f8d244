import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { BatchNames, Job } from '../contract/jobs.ts';

let test: TestEngine;
let sources: string[];
beforeAll(async () => {
  test = await startTestEngine();
  sources = [await test.grant(resolve('build/samples'))];
});
afterAll(() => test.close());

const names = (nameTemplate: string | undefined) =>
  test.json<BatchNames>('POST', '/api/exports/names', {
    sources,
    recipe: { grid: 60, formats: ['cog'], ...(nameTemplate === undefined ? {} : { nameTemplate }) },
  });

it('tells the names of a queue, and those that products would share', async () => {
  const told = await names('{date}_{tile}_{what}');
  expect(told.names).toEqual(['20240506_T33UVU_mask.tif']);
  expect(told.clashes).toEqual([
    { name: '20240506_T33UVU_mask.tif', products: [expect.stringMatching(/MSIL1C/), expect.stringMatching(/MSIL2A/)] },
  ]);
  const own = await names('{date}_{product}');
  expect(own.names).toHaveLength(2);
  expect(own.clashes).toEqual([]);
  expect((await names(undefined)).clashes).toEqual([]);
  expect((await names('{date}_{model}')).names).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^20240506_nephos-l1c/),
      expect.stringMatching(/^20240506_nephos-l2a/),
    ]),
  );
});

it('refuses a queue whose products would be written under one name, and queues none of them', async () => {
  const out = join(test.folder, 'out');
  await mkdir(out);
  const batch = {
    ...{ kind: 'batch', sources, target: await test.grant(out) },
    recipe: { grid: 60, formats: ['cog'], nameTemplate: '{tile}' },
  };
  const job = await test.json<Job>('POST', '/api/jobs', batch);
  expect(await test.ended(job.id)).toMatchObject({
    state: 'failed',
    error: {
      message: expect.stringMatching(
        /^T33UVU_mask.tif would be the name of several products' files: of S2A_MSIL1C\S+, S2A_MSIL2A\S+\.$/,
      ),
      remedy: 'Put {date} and {tile}, or {product}, into the names.',
    },
  });
  expect(await test.json<Job[]>('GET', '/api/jobs')).toHaveLength(1);
});
