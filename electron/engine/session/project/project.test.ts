import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../../test/test-engine.ts';
import type { ProductDetail, ReferenceSummary } from '../../contract/products.ts';
import type { ProjectFile, ProjectParts, ProjectState } from '../../contract/project.ts';

let folder: string;
let engine: TestEngine;
const SAMPLES = resolve('build/samples');

/** The engine once more, on the same folders, with all products of its project open. */
async function restart(): Promise<void> {
  await engine.close();
  engine = await startTestEngine({ folder });
  await engine.project();
}

const products = () => engine.json<ProductDetail[]>('GET', '/api/products');
const readProject = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ProjectFile;
const saveAs = async (name: string, overwrite = false) =>
  engine.json<ProjectState>('POST', '/api/project/save-as', { folder: await engine.grant(folder), name, overwrite });
const open = async (name: string) =>
  engine.json<ProjectState>('POST', '/api/project/open', { handle: await engine.grant(join(folder, name)) });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-project-'));
  await mkdir(join(folder, 'data'));
  for (const name of await readdir(SAMPLES))
    if (name.endsWith('.SAFE')) await cp(join(SAMPLES, name), join(folder, 'data', name), { recursive: true });
  engine = await startTestEngine({ folder });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function openBoth(): Promise<ProductDetail[]> {
  const names = (await readdir(join(folder, 'data'))).sort();
  for (const name of names)
    await engine.json('POST', '/api/products', { handle: await engine.grant(join(folder, 'data', name)) });
  return products();
}

describe('a project', () => {
  const settings = { version: 1, corrections: [{ class: 'cloud' }] };

  it('is kept without being saved: products in order, settings, parts, references', async () => {
    const [first, second] = await openBoth();
    const put = await engine.json('PUT', `/api/products/${first!.id}/settings?revision=0`, settings);
    expect(put).toEqual({ revision: 1 });
    const truth = (await readdir(SAMPLES)).find((name) => name.includes('MSIL2A') && name.endsWith('_20m.tif'))!;
    const level = (detail: ProductDetail) => detail.level === 'L2A';
    const l2a = [first!, second!].find(level)!;
    const reference = await engine.json<ReferenceSummary>('POST', `/api/products/${l2a.id}/references`, {
      handle: await engine.grant(join(SAMPLES, truth)),
      mapping: 'nephoscope',
    });
    const target = { handle: await engine.grant(join(folder, 'data')), name: 'data' };
    await engine.json('PUT', '/api/project/parts/export', { value: { target } });
    await restart();

    const again = await products();
    expect(again.map(({ key }) => key)).toEqual([first!.key, second!.key]);
    expect(again[0]).toMatchObject({ settings, settingsRevision: 1 });
    const id = again.find(level)!.id;
    const references = await engine.json<ReferenceSummary[]>('GET', `/api/products/${id}/references`);
    expect(references).toContainEqual(reference);
    const { export: part } = await engine.json<ProjectParts>('GET', '/api/project/parts');
    expect(part).toMatchObject({ revision: 1, value: { target: { name: 'data' } } });
    const { handle } = (part!.value as { target: { handle: string } }).target;
    expect(await engine.json('GET', `/shell/grants/${handle}`)).toEqual({ path: join(folder, 'data') });
  });

  it('refuses a part that another window has changed', async () => {
    const answer = await engine.request('PUT', '/api/project/parts/export?revision=0', { value: {} });
    expect(answer.status).toBe(409);
  });

  it('gets a file with relative paths, and is written there from then on', async () => {
    const state = await saveAs('north fields');
    expect(state).toMatchObject({ name: 'north fields', displayPath: join(folder, 'north fields.nephos') });
    const [, second] = await products();
    await engine.json('PUT', `/api/products/${second!.id}/settings`, { version: 1, note: 'here' });
    const file = await readProject('north fields.nephos');
    expect(file).toMatchObject({ format: 'nephoscope-project', version: 1 });
    expect(file.products.map(({ place }) => place)).toEqual(
      (await readdir(join(folder, 'data'))).sort().map((name) => `data/${name}`),
    );
    expect(file.products[1]!.settings).toEqual({ version: 1, note: 'here' });
    expect(file.parts.export!.value).toEqual({ target: { $path: 'data', name: 'data' } });
    expect(await readdir(join(folder, 'state', 'projects'))).toEqual([]);
  });

  it('does not write over another file without a word', async () => {
    await writeFile(join(folder, 'taken.nephos'), 'mine');
    expect(
      await engine.refused('POST', '/api/project/save-as', { folder: await engine.grant(folder), name: 'taken' }),
    ).toMatchObject({
      message: 'taken.nephos is there already.',
      remedy: expect.any(String),
    });
    expect(await readFile(join(folder, 'taken.nephos'), 'utf8')).toBe('mine');
  });

  it('gives way to a new one, and comes back from the list', async () => {
    expect(await engine.json('POST', '/api/project/new', {})).toMatchObject({ name: 'Untitled', displayPath: null });
    await engine.project();
    expect(await products()).toEqual([]);
    const recent = await engine.json<{ id: string; name: string }[]>('GET', '/api/project/recent');
    const [first] = (await readdir(join(folder, 'data'))).sort();
    const holds = { products: 2, first: first!.replace(/\.SAFE$/, ''), savedAt: expect.stringMatching(/^\d{4}-.*Z$/) };
    expect(recent[0]).toMatchObject({ name: 'north fields', available: true, holds });
    await engine.json('POST', '/api/project/open', { recent: recent[0]!.id });
    await engine.project();
    expect(await products()).toHaveLength(2);
    // One that held nothing leaves no trace.
    expect(await readdir(join(folder, 'state', 'projects'))).toEqual([]);
  });

  it('opens by itself, and says what is missing, which can be pointed to', async () => {
    await rename(join(folder, 'data'), join(folder, 'moved'));
    await restart();
    const { missing } = await engine.project();
    expect(missing).toHaveLength(2);
    expect(missing[0]!.displayPath).toContain(join(folder, 'data'));
    expect(await products()).toEqual([]);
    const [name] = (await readdir(join(folder, 'moved'))).sort();
    const handle = await engine.grant(join(folder, 'moved', name!));
    const state = await engine.json<ProjectState>('POST', '/api/project/locate', { key: missing[0]!.key, handle });
    expect(state.missing).toEqual([]);
    expect((await products())[0]).toMatchObject({ settings });
    expect((await readProject('north fields.nephos')).products.map(({ place }) => place.split('/')[0])).toEqual([
      'moved',
      'moved',
    ]);
  });

  it('stops opening its products when asked to: they are missing until they are tried again, and stay in the file', async () => {
    const before = await readProject('north fields.nephos');
    await engine.json('POST', '/api/project/new', {});
    await engine.project();
    expect(await open('north fields.nephos')).toMatchObject({ opening: { total: expect.any(Number) } });
    const stopped = await engine.json<ProjectState>('POST', '/api/project/stop-opening', {});
    expect(stopped.opening).toBeNull();
    expect(stopped.missing.at(-1)).toMatchObject({ reason: 'Its opening was cancelled.', remote: null });
    expect((await products()).length + stopped.missing.length).toBe(2);
    expect((await readProject('north fields.nephos')).products).toEqual(before.products);
    for (const { key } of stopped.missing) await engine.request('POST', '/api/project/locate', { key });
    expect((await engine.project()).missing).toEqual([]);
    expect(await products()).toHaveLength(2);
  });

  it('opens all that is missing again at once, and says anew of each that is still not there why', async () => {
    await engine.json('POST', '/api/project/new', {});
    await engine.project();
    const names = (await readdir(join(folder, 'moved'))).sort();
    const [gone, there] = names.map((name) => join(folder, 'moved', name));
    for (const path of [gone!, there!]) await rename(path, `${path}.away`);
    await open('north fields.nephos');
    expect((await engine.project()).missing).toHaveLength(2);
    await rename(`${there}.away`, there!);
    const asked = await engine.json<ProjectState>('POST', '/api/project/try-missing', {});
    expect(asked.opening).not.toBeNull();
    const { opening, missing } = await engine.project();
    expect(opening).toBeNull();
    expect(missing.map(({ displayPath }) => displayPath)).toEqual([gone]);
    expect(await products()).toHaveLength(1);
    await rename(`${gone}.away`, gone!);
    await engine.json('POST', '/api/project/try-missing', {});
    expect((await engine.project()).missing).toEqual([]);
    expect(await products()).toHaveLength(2);
  });

  it('lists a product whose files go away while it is open, with why, and opens it again once they are back', async () => {
    const { id, name } = (await products())[0]!;
    const place = join(folder, 'moved', `${name}.SAFE`);
    await rename(place, `${place}.away`);
    const missing = async () => {
      await engine.request('GET', `/api/products/${id}/masks`);
      return (await engine.project()).missing;
    };
    await expect.poll(missing, { timeout: 20_000 }).toHaveLength(1);
    expect((await missing())[0]!.reason).toMatch(/ was moved, renamed or deleted on disk /);
    expect(await products()).toHaveLength(1);
    await rename(`${place}.away`, place);
    await engine.json('POST', '/api/project/try-missing', {});
    expect((await engine.project()).missing).toEqual([]);
    expect(await products()).toHaveLength(2);
  });

  it('is written anew where its file goes away while it is open', async () => {
    const before = await readProject('north fields.nephos');
    await rm(join(folder, 'north fields.nephos'));
    await engine.json('PUT', '/api/project/parts/pins', { value: [1] });
    const after = await readProject('north fields.nephos');
    expect(after.products).toEqual(before.products);
    expect(after.parts.pins!.value).toEqual([1]);
  });
});

describe('a file that is no project of ours', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['broken.nephos', '{"format": "nephoscope-project", "ver', /broken\.nephos cannot be read: it is no whole JSON/],
    ['other.nephos', '{"type": "FeatureCollection"}', /is no project of Nephoscope/],
    ['newer.nephos', '{"format": "nephoscope-project", "version": 99}', /newer Nephoscope: it has version 99/],
    [
      'damaged.nephos',
      '{"format":"nephoscope-project","version":1,"revision":1,"savedBy":"","savedAt":"","products":[{"key":1}]}',
      /damaged at products\.0\.key/,
    ],
  ];

  it.each(cases)('%s is refused with a remedy and left as it is', async (name, text, message) => {
    await writeFile(join(folder, name), text);
    const before = await products();
    const error = await engine.refused('POST', '/api/project/open', { handle: await engine.grant(join(folder, name)) });
    expect(error).toMatchObject({ name: 'ProjectError', message: expect.stringMatching(message) });
    expect(error.remedy).toMatch(/\w/);
    expect(await readFile(join(folder, name), 'utf8')).toBe(text);
    expect(await products()).toEqual(before);
  });

  it('does not keep the program from starting when it is the last one', async () => {
    await open('north fields.nephos');
    await engine.project();
    await engine.close();
    await writeFile(join(folder, 'north fields.nephos'), 'no JSON');
    engine = await startTestEngine({ folder });
    expect(await engine.project()).toMatchObject({ name: 'Untitled', missing: [] });
    expect(await readFile(join(folder, 'north fields.nephos'), 'utf8')).toBe('no JSON');
  });
});

it('keeps in the file that it is saved as what is set meanwhile', async () => {
  let kept = 0;
  let isSaved = false;
  const keeping = async () => {
    while (!isSaved) await engine.json('PUT', '/api/project/parts/notes', { value: ++kept });
  };
  const both = keeping();
  for (let copy = 0; copy < 20; copy++) await saveAs(`meanwhile-${copy}`);
  isSaved = true;
  await both;
  expect((await readProject('meanwhile-19.nephos')).parts.notes).toEqual({ revision: kept, value: kept });
});
