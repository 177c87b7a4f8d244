import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatedDate } from '../../test/simulated-dates.ts';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { Job } from '../contract/jobs.ts';
import type { ProductDetail } from '../contract/products.ts';

let test: TestEngine;
const opened: ProductDetail[] = [];

beforeAll(async () => {
  test = await startTestEngine();
  for (const pass of [0, 2]) {
    opened.push(await test.json('POST', '/api/products', { handle: await test.grant(await simulatedDate(pass)) }));
  }
});
afterAll(() => test.close());

it('makes a composite of open products as a job, and refuses what is none before it is queued', async () => {
  const folder = join(test.folder, 'out');
  mkdirSync(folder);
  const target = await test.grant(folder);
  const request = {
    ...{ kind: 'composite', grid: 60, maskGrid: 60, bands: ['B02', 'B04'], targetDate: '2024-05-26', target },
    ...{ name: 'north fields May', dates: opened.map(({ id }) => ({ product: id })) },
  };
  const refused = async (change: object, words: string) => {
    const response = await test.request('POST', '/api/jobs', { ...request, ...change });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(words);
  };
  await refused({ dates: [{ product: opened[0]!.id }] }, 'needs 2 dates or more');
  await refused({ name: '../outside' }, 'characters that a file name cannot have');
  await refused({ targetDate: 'May' }, 'no date like 2024-05-06');

  const job = await test.json<Job>('POST', '/api/jobs', request);
  expect(job).toMatchObject({ kind: 'composite', title: 'Composite of 2 dates: north fields May.tif', grid: 60 });
  const ended = await test.ended(job.id);
  expect(ended.error).toBeNull();
  expect(ended.result?.files.map(({ name }) => name)).toEqual(['north fields May.tif', 'north fields May.json']);
  expect(ended.result?.notes?.[0]).toMatch(/^[789]\d\.\d % of the area has a clear observation\.$/);
  expect(readdirSync(folder)).toEqual(['north fields May.json', 'north fields May.tif']);

  const again = await test.ended((await test.json<Job>('POST', '/api/jobs', { ...request, grid: 60 })).id);
  expect(again.error?.message).toContain('north fields May.tif is already there');
});
