import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../../test/test-engine.ts';
import type { Job, ListedProduct } from '../../contract/jobs.ts';
import type { ProductDetail } from '../../contract/products.ts';

let folder: string;
let engine: TestEngine;
let l2a: ProductDetail;

const jobs = () => engine.json<Job[]>('GET', '/api/jobs');

async function restart(): Promise<void> {
  await engine.close();
  engine = await startTestEngine({ folder });
  await engine.project();
}

/** Runs a queue over both samples and gives its jobs, by the level of their product. */
async function runQueue(request: object): Promise<Record<string, Job>> {
  const batch = await engine.json<Job>('POST', '/api/jobs', {
    kind: 'batch',
    sources: [await engine.grant(join(folder, 'data'))],
    recipe: { grid: 60, formats: ['cog'] },
    target: await engine.grant(join(folder, 'out')),
    ...request,
  });
  await engine.ended(batch.id);
  const members = (await jobs()).filter((job) => job.batch === batch.id && job.id !== batch.id);
  const done = await Promise.all(members.map(({ id }) => engine.ended(id)));
  return Object.fromEntries(done.map((job) => [job.title.includes('MSIL2A') ? 'L2A' : 'L1C', job]));
}

async function provenance(level: string): Promise<{ corrections: unknown[]; settings: string; parameters: object }> {
  const name = (await readdir(join(folder, 'out'))).find((one) => one.includes(level) && one.endsWith('.json'))!;
  return JSON.parse(await readFile(join(folder, 'out', name), 'utf8'));
}

const PARAMETERS = {
  thresholds: { shadow: 0.3, semi: 0.4, cloud: 0.7 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 120 },
  minAreaSquareMetres: 0,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-results-'));
  await mkdir(join(folder, 'data'));
  await mkdir(join(folder, 'out'));
  for (const name of await readdir('build/samples'))
    if (name.endsWith('.SAFE'))
      await cp(resolve('build/samples', name), join(folder, 'data', name), { recursive: true });
  engine = await startTestEngine({ folder });
  const path = (await readdir(join(folder, 'data'))).find((name) => name.includes('MSIL2A'))!;
  l2a = await engine.json('POST', '/api/products', { handle: await engine.grant(join(folder, 'data', path)) });
  const [west, north] = l2a.corners![0]!;
  const [east, south] = l2a.corners![2]!;
  const at = (x: number, y: number) => [west + x * (east - west), north + y * (south - north)];
  const ring = [at(0.2, 0.2), at(0.4, 0.2), at(0.4, 0.4), at(0.2, 0.2)];
  const corrections = [{ class: 'cloud', shape: { kind: 'polygon', ring } }];
  const choice = { pack: 'nephos-l2a', grid: 60 };
  await engine.json('PUT', `/api/products/${l2a.id}/settings`, { parameters: PARAMETERS, corrections, choice });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

it('lists what a queue would work on, with dates and what is kept', async () => {
  const sources = [await engine.grant(join(folder, 'data'))];
  const listed = await engine.json<ListedProduct[]>('POST', '/api/jobs/sources', { sources });
  expect(listed).toHaveLength(2);
  expect(listed.find(({ name }) => name.includes('MSIL2A'))).toMatchObject({
    about: { tile: '33UVU', level: 'L2A', sensingTime: expect.stringMatching(/^2024-05-06T10:/) },
    error: null,
    kept: { corrections: 1, pack: 'nephos-l2a' },
  });
  expect(listed.find(({ name }) => name.includes('MSIL1C'))!.kept).toBeNull();
});

it('makes each mask as its scene is kept, and says so in results and provenance', async () => {
  const { L2A, L1C } = await runQueue({ settings: 'kept' });
  expect(L2A).toMatchObject({
    state: 'done',
    result: { made: { settings: 'kept', corrections: 1, parameters: PARAMETERS } },
  });
  expect(await provenance('L2A')).toMatchObject({
    settings: 'kept',
    parameters: PARAMETERS,
    corrections: [{ class: 'cloud' }],
  });
  expect(L1C).toMatchObject({ state: 'done', result: { made: { settings: 'defaults', corrections: 0 } } });
});

it('passes over what was made alike', async () => {
  const { L2A, L1C } = await runQueue({ settings: 'kept' });
  expect([L2A!.state, L1C!.state]).toEqual(['skipped', 'skipped']);
});

it('does not give the name of a corrected mask to another one unless that is asked', async () => {
  const { L2A, L1C } = await runQueue({ settings: 'recipe' });
  expect(L1C!.state).toBe('skipped');
  expect(L2A).toMatchObject({
    state: 'failed',
    error: {
      message: expect.stringMatching(/_mask_60m\.tif is there already .* with 1 correction by hand\.$/),
      remedy: /./,
    },
  });
  expect(await provenance('L2A')).toMatchObject({ settings: 'kept' });
  const replaced = await runQueue({ settings: 'recipe', skipExisting: false });
  expect(replaced.L2A).toMatchObject({ state: 'done', result: { made: { settings: 'recipe', corrections: 0 } } });
  expect(replaced.L2A!.result!.warnings.join()).toMatch(/Replaced a mask of .* with 1 correction by hand/);
  expect(await provenance('L2A')).toMatchObject({ settings: 'recipe', corrections: [] });
});

it('has the results again after a restart, where they open their products and run again', async () => {
  const before = await jobs();
  await restart();
  const after = await jobs();
  const plain = (all: Job[]) =>
    all.filter(({ kind }) => kind !== 'mask').map(({ id, state, title }) => ({ id, state, title }));
  expect(plain(after)).toEqual(plain(before));
  const kept = after.find(({ result }) => result?.made?.settings === 'kept')!;
  expect(kept.result!.percent!.cloud).toBeGreaterThan(0);
  const { handle, name } = kept.result!.files[0]!;
  expect(await engine.json('GET', `/shell/grants/${handle}`)).toEqual({ path: join(folder, 'out', name) });
  expect(await engine.json('POST', `/api/jobs/${kept.id}/open`, {})).toMatchObject({ key: l2a.key });

  await engine.json('POST', `/api/jobs/${kept.id}/retry`, {});
  expect(await engine.ended(kept.id)).toMatchObject({ state: 'failed', error: { name: 'ExportError' } });
});

it('keeps what was not done when the program ended, to be tried again', async () => {
  const batch = await engine.json<Job>('POST', '/api/jobs', {
    kind: 'batch',
    sources: [await engine.grant(join(folder, 'data'))],
    recipe: { grid: 60, formats: ['geojson'] },
    target: await engine.grant(join(folder, 'out')),
  });
  await engine.ended(batch.id);
  await restart();
  const members = (await jobs()).filter((job) => job.batch === batch.id);
  expect(members).toHaveLength(2);
  // On a busy machine the first may be done before the restart.
  const undone = members.filter(({ state }) => state !== 'done');
  expect(undone).not.toEqual([]);
  for (const { id, endedAt } of undone) {
    expect(endedAt).not.toBeNull();
    await engine.json('POST', `/api/jobs/${id}/retry`, {});
    expect(await engine.ended(id)).toMatchObject({ state: 'done' });
  }
});

it('leaves the results of a project with it', async () => {
  await engine.json('POST', '/api/project/new', {});
  await engine.project();
  expect(await jobs()).toEqual([]);
});
