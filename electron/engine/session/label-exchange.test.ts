import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import { tinySeason } from '../../test/tiny-products.ts';
import type {
  AddedChips,
  Job,
  JobResult,
  LabelAgreement,
  LabelChip,
  LabelExport,
  LabelFormat,
  LabelImport,
  ProductDetail,
} from '../contract/index.ts';
import { watchDisk } from '../core/disk.ts';
import { typed } from '../core/shell-word.ts';

let test: TestEngine;
let folders: string;
let target: string;
let handle: string;
let ids: string[];

const at = (path: string, project = handle): string => `/api/labels/${project}${path}`;
const label = (chip: string, project: string, revision: number, runs: readonly (readonly number[])[]) =>
  test.json<LabelChip>('POST', at(`/chips/${chip}/edits`, project), { revision, runs });
const done = async (path: string, body: unknown): Promise<JobResult> => {
  const job = await test.ended((await test.json<Job>('POST', at(path), body)).id);
  if (job.result === null) throw new Error(job.error?.message);
  return job.result;
};
const out = async (body: unknown): Promise<LabelExport> => (await done('/export', body)).labelsOut!;
const taken = async (body: unknown): Promise<LabelImport> => (await done('/import', body)).labelsIn!;
const labelsOf = async (chip: string, project = handle) => {
  const bytes = new Uint8Array(await (await test.request('GET', at(`/chips/${chip}/labels`, project))).arrayBuffer());
  return bytes.subarray(0, bytes.length / 2);
};

beforeAll(async () => {
  test = await startTestEngine();
  folders = join(test.folder, 'out');
  await mkdir(join(folders, 'project'), { recursive: true });
  target = await test.grant(folders);
  handle = await test.grant(join(folders, 'project'));
  const season = await tinySeason(4);
  const name = (await readdir(season)).find((one) => one.endsWith('.SAFE'))!;
  const product = await test.json<ProductDetail>('POST', '/api/products', {
    handle: await test.grant(join(season, name)),
  });
  await test.json('POST', '/api/labels', { handle, create: { name: 'Exchange', chipPixels: 64, grid: 20 } });
  const windows = [0, 64].map((column) => ({ column, row: 0 }));
  const where = { kind: 'windows', windows };
  const { chips } = await test.json<AddedChips>('POST', at('/chips'), { product: product.id, where });
  ids = chips.map(({ id }) => id);
  for (const id of ids)
    await label(id, handle, 0, [
      [0, 1000, 1],
      [1000, 500, 4],
      [1500, 10, 2],
    ]);
});
afterAll(() => test.close());

it('writes chips for CVAT into a new folder, and takes the same in again', async () => {
  const made = await out({ target, name: 'cvat', format: 'cvat' });
  expect(made).toMatchObject({ name: 'cvat', chips: 2, notes: [] });
  expect(made.commands.at(-1)).toContain('cvat-cli');
  expect((await readdir(join(folders, 'cvat'))).sort()).toEqual(['annotations.zip', 'images', 'labels.json']);
  const before = await labelsOf(ids[0]!);
  await label(ids[0]!, handle, 1, [[0, 2000, 3]]);
  const source = await test.grant(join(folders, 'cvat', 'annotations.zip'));
  const kept = await taken({ source, format: 'cvat' });
  expect(kept).toEqual({ chips: ids, without: [] });
  expect((await labelsOf(ids[0]!))[0]).toBe(3);
  await taken({ source, format: 'cvat', over: 'everything' });
  expect(await labelsOf(ids[0]!)).toEqual(before);
});

it('writes a STAC collection with the labels where they lie, and takes it in again', async () => {
  const made = await out({ target, name: 'stac', format: 'stac' });
  expect(made).toMatchObject({ chips: 2, commands: [] });
  const item = JSON.parse(await readFile(join(folders, 'stac', 'chips', ids[0]!, 'item.json'), 'utf8'));
  expect(item).toMatchObject({ id: ids[0], properties: { 'label:type': 'raster', 'proj:shape': [64, 64] } });
  expect((await readdir(join(folders, 'stac', 'chips', ids[0]!))).sort()).toEqual([
    'item.json',
    'labels.tif',
    'origin.tif',
    'picture.png',
  ]);
  const before = await labelsOf(ids[0]!);
  const { revision } = await test.json<LabelChip>('GET', at(`/chips/${ids[0]}`));
  await label(ids[0]!, handle, revision, [[0, 3000, 2]]);
  const source = await test.grant(join(folders, 'stac'));
  expect(await taken({ source, format: 'stac', over: 'everything' })).toEqual({ chips: ids, without: [] });
  expect(await labelsOf(ids[0]!)).toEqual(before);
});

it('writes the training set with the command that learns from it', async () => {
  const made = await out({ target, name: 'set', format: 'training' });
  expect(made.commands.at(-1)).toContain(`--project ${typed(join(folders, 'set'))} `);
  const written = JSON.parse(await readFile(join(folders, 'set', 'chips.json'), 'utf8'));
  expect(written.chips).toHaveLength(2);
  // What a network that is tuned on them is made for.
  expect(written.scope).toEqual({ months: [5, 5], hull: expect.any(Array) });
  const formats = await test.json<LabelFormat[]>('GET', at('/formats'));
  expect(formats.find(({ id }) => id === 'kappaset')).toMatchObject({ exports: false, imports: true });
  expect(formats.at(-1)).toMatchObject({ id: 'training', exports: true, imports: false });
});

it('refuses what is there, other names and formats, and folders that nobody chose', async () => {
  const refusal = async (path: string, body: unknown) => {
    const response = await test.request('POST', at(path), body);
    return [response.status, ((await response.json()) as { error: { message: string } }).error.message];
  };
  const wish = { target, name: 'cvat', format: 'cvat' };
  expect(await refusal('/export', wish)).toEqual([400, expect.stringContaining('is there already')]);
  expect((await refusal('/export', { ...wish, name: '../x' }))[0]).toBe(400);
  expect(await refusal('/export', { ...wish, name: 'x', format: 'png' })).toEqual([
    400,
    expect.stringContaining('no format "png"'),
  ]);
  expect(await refusal('/export', { ...wish, name: 'x', format: 'kappaset' })).toEqual([
    400,
    expect.stringContaining('not written'),
  ]);
  expect((await refusal('/export', { ...wish, target: 'f'.repeat(32) }))[0]).toBe(404);
  expect((await refusal('/import', { source: 'f'.repeat(32), format: 'cvat' }))[0]).toBe(404);
  expect((await readdir(folders)).sort()).toEqual(['cvat', 'project', 'set', 'stac']);
});

/** The export for CVAT with other labels, taken in: what the job says, and what the chips hold after it. */
async function importOver(): Promise<readonly [string | null, Uint8Array[]]> {
  const source = await test.grant(join(folders, 'cvat', 'annotations.zip'));
  const { id } = await test.json<Job>('POST', at('/import'), { source, format: 'cvat', over: 'everything' });
  const { error } = await test.ended(id);
  return [error && `${error.message} ${error.remedy}`, await Promise.all(ids.map((chip) => labelsOf(chip)))];
}

it('changes no chip where one cannot be read', async () => {
  const before = await labelsOf(ids[0]!);
  const { revision } = await test.json<LabelChip>('GET', at(`/chips/${ids[0]}`));
  const path = join(folders, 'project/chips', ids[1]!, 'labels.tif');
  const whole = await readFile(path);
  await label(ids[0]!, handle, revision, [[0, 1, 3]]);
  await writeFile(path, 'no tiff');
  const source = await test.grant(join(folders, 'cvat', 'annotations.zip'));
  const { id } = await test.json<Job>('POST', at('/import'), { source, format: 'cvat', over: 'everything' });
  const { error } = await test.ended(id);
  expect(`${error?.message} ${error?.remedy}`).toMatch(/labels\.tif cannot be read.*backup/);
  expect((await labelsOf(ids[0]!))[0]).toBe(3);
  await writeFile(path, whole);
  const [none, [first]] = await importOver();
  expect([none, first]).toEqual([null, before]);
});

it('tells how far it came where the disk gives out, and does the rest when asked again', async () => {
  const before = await Promise.all(ids.map((chip) => labelsOf(chip)));
  for (const chip of ids) {
    const { revision } = await test.json<LabelChip>('GET', at(`/chips/${chip}`));
    await label(chip, handle, revision, [[0, 1, 3]]);
  }
  watchDisk((step, path) => {
    if (step === 'mkdir' && path.includes(ids[1]!)) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  });
  const [told, [first, second]] = await importOver().finally(() => watchDisk(() => undefined));
  expect(told).toMatch(/full\. 1 of 2 chips have their labels by now.*Then import annotations\.zip again/);
  expect(first).toEqual(before[0]);
  expect(second![0]).toBe(3);
  expect(await importOver()).toEqual([null, before]);
});

it('tells how far two projects agree, and makes a third of what is to be settled', async () => {
  await cp(join(folders, 'project'), join(folders, 'second'), { recursive: true });
  const other = await test.grant(join(folders, 'second'));
  const { revision } = await test.json<LabelChip>('GET', at(`/chips/${ids[1]}`, other));
  await label(ids[1]!, other, revision, [[1000, 100, 3]]);
  await mkdir(join(folders, 'deeper'));
  const settle = { target: await test.grant(join(folders, 'deeper')), name: 'settled' };
  const found = await test.json<LabelAgreement>('POST', at('/agree'), { other, settle });
  expect(found.counts[3]).toEqual([0, 0, 100, 900]);
  expect(found.chips).toEqual([
    { id: ids[0], otherId: ids[0], compared: 1510, differing: 0 },
    { id: ids[1], otherId: ids[1], compared: 1510, differing: 100 },
  ]);
  expect(found.uncompared).toEqual({ first: 0, second: 0, apart: 0, unshared: 0 });
  expect(found.kappa).toBeGreaterThan(0.9);
  expect(found.kappa).toBeLessThan(1);
  await test.json('POST', '/api/labels', { handle: found.settled });
  const settled = await labelsOf(ids[1]!, found.settled!);
  expect([settled[999], settled[1000], settled[1100]]).toEqual([1, 0, 4]);
  // From its own folder, whichever that of the first was.
  const [{ path, absolutePath }] = JSON.parse(
    await readFile(join(folders, 'deeper/settled/project.json'), 'utf8'),
  ).products;
  expect(resolve(folders, 'deeper/settled', path)).toBe(absolutePath);
  for (const [by, label] of [
    ['first', 4],
    ['second', 3],
  ] as const) {
    const chosen = { target, name: `by-${by}`, choices: { [ids[1]!]: by } };
    const made = await test.json<LabelAgreement>('POST', at('/agree'), { other, settle: chosen });
    await test.json('POST', '/api/labels', { handle: made.settled });
    const pixels = await labelsOf(ids[1]!, made.settled!);
    expect([pixels[999], pixels[1000], pixels[1100]]).toEqual([1, label, 4]);
  }
  expect(await (await test.request('POST', at('/agree'), { other: target })).text()).toContain('is no label project');
});

it('counts the chips of which nothing is compared, and has them without labels in the third', async () => {
  await cp(join(folders, 'project'), join(folders, 'alone'), { recursive: true });
  const other = await test.grant(join(folders, 'alone'));
  const relabel = async (runs: readonly (readonly number[])[]) => {
    const { revision } = await test.json<LabelChip>('GET', at(`/chips/${ids[1]}`, other));
    await label(ids[1]!, other, revision, [[0, 64 * 64, 0], ...runs]);
  };
  const none = { first: 0, second: 0, apart: 0, unshared: 0 };
  await relabel([]);
  const settle = { target, name: 'settled-alone' };
  const found = await test.json<LabelAgreement>('POST', at('/agree'), { other, settle });
  expect([found.chips.map(({ id }) => id), found.uncompared]).toEqual([[ids[0]], { ...none, first: 1 }]);
  await test.json('POST', '/api/labels', { handle: found.settled });
  expect(new Set(await labelsOf(ids[1]!, found.settled!))).toEqual(new Set([0]));
  const turned = await test.json<LabelAgreement>('POST', at('/agree', other), { other: handle });
  expect(turned.uncompared).toEqual({ ...none, second: 1 });
  await relabel([[2000, 10, 4]]);
  const apart = await test.json<LabelAgreement>('POST', at('/agree'), { other });
  expect(apart.uncompared).toEqual({ ...none, apart: 1 });
  await test.request('DELETE', at(`/chips/${ids[1]}`, other));
  const fewer = await test.json<LabelAgreement>('POST', at('/agree'), { other });
  expect(fewer.uncompared).toEqual({ ...none, unshared: 1 });
});
