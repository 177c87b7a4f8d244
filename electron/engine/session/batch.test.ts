import { mkdir, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { Job, ListedProduct } from '../contract/jobs.ts';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');

let test: TestEngine;
let sources: string[];
beforeAll(async () => {
  test = await startTestEngine();
  const season = join(test.folder, 'season');
  await mkdir(season);
  await symlink(SAMPLE, join(season, basename(SAMPLE)));
  await symlink(join(test.folder, 'gone'), join(season, 'moved.SAFE'));
  sources = [await test.grant(season)];
});
afterAll(() => test.close());

it('says before a queue starts what in a folder could not be looked into', async () => {
  const listed = await test.json<ListedProduct[]>('POST', '/api/jobs/sources', { sources });
  expect(listed).toMatchObject([
    { name: basename(SAMPLE), error: null },
    { name: 'moved.SAFE', about: null, error: { message: 'moved.SAFE is left out: it is a link that leads nowhere.' } },
  ]);
});

it('says so, too, of a folder that is queued as a whole', async () => {
  const out = join(test.folder, 'out');
  await mkdir(out);
  const recipe = { grid: 60, formats: ['cog'] };
  const job = await test.json<Job>('POST', '/api/jobs', {
    ...{ kind: 'batch', sources, recipe, target: await test.grant(out), skipExisting: false },
  });
  const { error, result } = await test.ended(job.id);
  expect(error).toBeNull();
  expect(result?.notes).toEqual(['1 product queued.']);
  expect(result?.warnings).toEqual([
    expect.stringMatching(/moved\.SAFE is left out: it is a link that leads nowhere\.$/),
  ]);
});
