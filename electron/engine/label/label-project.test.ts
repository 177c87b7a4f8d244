import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type {
  AddedChips,
  Job,
  LabelChip,
  LabelProject,
  PackSummary,
  ProductDetail,
  RecentLabelProject,
} from '../contract/index.ts';
import { watchDisk } from '../core/disk.ts';

let test: TestEngine;
let product: ProductDetail;
let handle: string;
let folder: string;
const labels = (path = ''): string => `/api/labels/${handle}${path}`;

beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
  folder = join(test.folder, 'project');
  await mkdir(folder);
  handle = await test.grant(folder);
});
afterAll(() => test.close());

async function maskRequest() {
  const pack = product.packs[0]!.id;
  const packs = await test.json<PackSummary[]>('GET', '/api/packs');
  return { pack, grid: 20, parameters: packs.find(({ id }) => id === pack)!.defaults, corrections: [] };
}

async function rasters(id: string): Promise<{ labels: Uint8Array; origin: Uint8Array; revision: number }> {
  const response = await test.request('GET', labels(`/chips/${id}/labels`));
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    labels: bytes.subarray(0, bytes.length / 2),
    origin: bytes.subarray(bytes.length / 2),
    revision: Number(response.headers.get('x-nephoscope-revision')),
  };
}

describe('a label project', () => {
  it('is made in an empty folder, opened again, and remembered', async () => {
    const made = await test.json<LabelProject>('POST', '/api/labels', {
      handle,
      create: { name: 'Test', chipPixels: 256, seed: 7 },
    });
    expect(made).toMatchObject({
      id: handle,
      name: 'Test',
      chipPixels: 256,
      grid: 10,
      seed: 7,
      products: [],
      notes: [],
    });
    expect(await test.json('POST', '/api/labels', { handle })).toEqual(made);
    const [recent] = await test.json<RecentLabelProject[]>('GET', '/api/labels');
    expect(recent).toMatchObject({ id: handle, name: 'Test', available: true });
    expect(await test.refused('POST', '/api/labels', { handle, create: { name: 'Again' } })).toMatchObject({
      status: 400,
      message: expect.stringContaining('project.json'),
    });
    const other = await test.grant(test.folder);
    expect(await test.refused('POST', '/api/labels', { handle: other })).toMatchObject({
      status: 400,
      message: expect.stringContaining('is no label project'),
    });
  });

  it('covers a product with chips, once', async () => {
    const { chips } = await test.json<AddedChips>('POST', labels('/chips'), {
      product: product.id,
      where: { kind: 'cover' },
    });
    const grid = product.grids[10]!;
    expect(chips).toHaveLength(Math.ceil(grid.width / 256) * Math.ceil(grid.height / 256));
    expect(chips[0]).toMatchObject({
      id: `${product.name}_0_0`,
      state: 'new',
      revision: 0,
      counts: [256 * 256, 0, 0, 0, 0, 0],
      reason: { kind: 'chosen' },
    });
    const { chips: again, unobserved } = await test.json<AddedChips>('POST', labels('/chips'), {
      product: product.id,
      where: { kind: 'cover' },
    });
    expect(again.map(({ id }) => id)).toEqual(chips.map(({ id }) => id));
    expect(unobserved).toBe(0);
    const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
    expect(index.links.filter(({ rel }: { rel: string }) => rel === 'item')).toHaveLength(chips.length);
    const listed = await test.json<LabelChip[]>('GET', labels('/chips'));
    expect(listed.map(({ id }) => id)).toEqual(chips.map(({ id }) => id));
    const splits = new Map(chips.map(({ place, split }) => [place, split]));
    for (const { place, split } of chips) expect(splits.get(place)).toBe(split);
  });

  it('takes labels from the mask that an export would write, keeps what a person said, and tells what was corrected', async () => {
    const [chip] = await test.json<LabelChip[]>('GET', labels('/chips'));
    const { id } = chip!;
    const runs = [
      [0, 100, 2],
      [50, 10, 0],
    ];
    const edited = await test.json<LabelChip>('POST', labels(`/chips/${id}/edits`), { revision: 0, runs });
    expect(edited).toMatchObject({ state: 'started', revision: 1, counts: [65_446, 0, 90, 0, 0, 0] });
    expect(edited.origins).toEqual([65_446, 0, 90, 0, 0]);
    const mask = await maskRequest();
    const taken = await test.json<LabelChip>('POST', labels(`/chips/${id}/take`), {
      revision: 1,
      from: 'network',
      mask,
    });
    expect(taken.origins).toEqual([0, 65_446, 90, 0, 0]);
    const now = await rasters(id);
    expect(now.revision).toBe(2);
    expect([...now.labels.subarray(0, 50)]).toEqual(new Array(50).fill(2));
    const exported = await test.json<Job>('POST', '/api/jobs', {
      kind: 'export',
      product: product.id,
      target: await test.grant(test.folder),
      recipe: { grid: 20, pack: mask.pack, parameters: mask.parameters, formats: ['cog'] },
    });
    const done = await test.ended(exported.id);
    expect(done.state).toBe('done');
    const { openGeoTiff } = await import('../product/geotiff-source.ts');
    const { memorySource } = await import('../product/byte-source.ts');
    const name = done.result!.files.find((file) => file.name.endsWith('.tif'))!.name;
    const tiff = await openGeoTiff(memorySource('mask', new Uint8Array(await readFile(join(test.folder, name)))));
    const window = [0, 0, 128, 128];
    const [codes] = (await (await tiff.getImage()).readRasters({ window })) as unknown as Uint8Array[];
    const fromExport = Uint8Array.from({ length: 65_536 }, (_, i) => codes![(i >> 9) * 128 + ((i & 255) >> 1)]!);
    const byNetwork = [...now.origin.keys()].filter((i) => now.origin[i] === 1);
    expect(byNetwork.filter((i) => now.labels[i] !== fromExport[i])).toEqual([]);
    const differing = [...Array(100).keys()].filter((i) => (i < 50 || i >= 60) && fromExport[i] !== 2).length;
    const compared = now.labels.filter((label, i) => label <= 4 && fromExport[i]! <= 4).length;
    expect(taken.correctedShare).toBeCloseTo(differing / compared, 9);
  });

  it('makes a project in a new folder, and chips of an area', async () => {
    const made = await test.json<LabelProject>('POST', '/api/labels', {
      handle: await test.grant(test.folder),
      create: { name: 'Second', folder: 'second project', chipPixels: 256 },
    });
    expect(await readdir(join(test.folder, 'second project'))).toContain('project.json');
    const [lon, lat] = product.corners![0]!;
    const [west, north] = [lon + 0.002, lat - 0.002];
    const ring = [
      [west, north],
      [west + 0.005, north],
      [west + 0.005, north - 0.003],
      [west, north],
    ];
    const { chips } = await test.json<AddedChips>('POST', `/api/labels/${made.id}/chips`, {
      product: product.id,
      where: { kind: 'area', polygons: [[ring]] },
    });
    expect(chips.map(({ id }) => id)).toEqual([`${product.name}_0_0`]);
    const beside = ring.map(([x, y]) => [x! + 0.04, y!]);
    watchDisk((step, path) => {
      if (step === 'write' && path.endsWith('labels.tif')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    const onFullDisk = { product: product.id, where: { kind: 'area', polygons: [[beside]] } };
    expect(await test.refused('POST', `/api/labels/${made.id}/chips`, onFullDisk)).toMatchObject({
      message: expect.stringMatching(/^The chip S2A_.* could not be changed: the disk is full\.$/),
      file: expect.stringContaining('second project'),
    });
    watchDisk(() => undefined);
    const far = ring.map(([x, y]) => [x! + 5, y!]);
    const body = { product: product.id, where: { kind: 'area', polygons: [[far]] } };
    expect(await test.refused('POST', `/api/labels/${made.id}/chips`, body)).toMatchObject({
      status: 400,
      message: expect.stringContaining('does not meet the product'),
    });
  });

  it('undoes with the origin that was, takes within pixels only, and gives layers of a chip', async () => {
    const chips = await test.json<LabelChip[]>('GET', labels('/chips'));
    const { id } = chips[3]!;
    const edit = (revision: number, ...runs: number[][]) =>
      test.json<LabelChip>('POST', labels(`/chips/${id}/edits`), { revision, runs });
    expect((await edit(0, [0, 10, 5], [20, 5, 3, 1])).origins).toEqual([65_521, 5, 10, 0, 0]);
    expect((await edit(1, [0, 10, 0, 0])).counts).toEqual([65_531, 0, 0, 5, 0, 0]);
    const mask = await maskRequest();
    const taken = await test.json<LabelChip>('POST', labels(`/chips/${id}/take`), {
      revision: 2,
      from: 'network',
      mask,
      within: [
        [100, 50],
        [400, 6],
      ],
    });
    expect(taken.origins).toEqual([65_475, 61, 0, 0, 0]);
    const layer = async (query: string) => {
      const response = await test.request('GET', labels(`/chips/${id}/layer?${query}`));
      return new Uint8Array(await response.arrayBuffer());
    };
    const classes = await layer('kind=scl');
    expect(classes).toHaveLength(65_536);
    expect(new Set(classes).size).toBeGreaterThan(1);
    const cloud = await layer(`kind=probability&class=cloud&pack=${mask.pack}&grid=20`);
    const now = await rasters(id);
    const clear = await layer(`kind=probability&class=clear&pack=${mask.pack}&grid=20`);
    expect(clear).toHaveLength(65_536);
    expect(cloud.every((value, i) => value + clear[i]! <= 256)).toBe(true);
    const byNetwork = [...now.labels.keys()].filter((i) => now.origin[i] === 1);
    const { cloud: threshold } = mask.parameters.thresholds;
    expect(byNetwork.filter((i) => now.labels[i] === 4 && cloud[i]! / 255 < threshold - 0.01)).toEqual([]);
    const none = labels(`/chips/${id}/layer?kind=probability&class=cloud&pack=${mask.pack}&grid=60`);
    expect(await test.refused('GET', none)).toMatchObject({
      status: 400,
      message: expect.stringContaining('No probabilities'),
    });
    await edit(3, [0, 65_536, 0, 0]);
  });

  it('refuses a change of what was changed meanwhile, and labels that are none', async () => {
    const [chip] = await test.json<LabelChip[]>('GET', labels('/chips'));
    const path = labels(`/chips/${chip!.id}`);
    expect(await test.refused('POST', `${path}/edits`, { revision: 0, runs: [[0, 1, 1]] })).toMatchObject({
      status: 409,
    });
    expect(await test.refused('POST', `${path}/edits`, { revision: 2, runs: [[65_530, 10, 1]] })).toMatchObject({
      status: 400,
      message: expect.stringContaining('reaches beyond'),
    });
    const put = (bytes: Uint8Array) =>
      test.engine.fetch(
        new Request(`http://engine${path}/labels?revision=2`, { method: 'PUT', body: new Uint8Array(bytes) }),
      );
    expect((await put(new Uint8Array(10))).status).toBe(400);
    const wrong = await put(new Uint8Array(2 * 65_536).fill(9));
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('hold a 9');
    expect((await rasters(chip!.id)).revision).toBe(2);
    expect((await put(new Uint8Array(2 * 65_536).fill(2))).status).toBe(200);
    expect((await rasters(chip!.id)).labels.every((label) => label === 2)).toBe(true);
  });

  it('takes labels from corrections made on the scene', async () => {
    const chips = await test.json<LabelChip[]>('GET', labels('/chips'));
    const { id, footprint } = chips[1]!;
    const ring = footprint!.map((point) => [...point]);
    const mask = { ...(await maskRequest()), corrections: [{ class: 'cloud', shape: { kind: 'polygon', ring } }] };
    const taken = await test.json<LabelChip>('POST', labels(`/chips/${id}/take`), {
      revision: 0,
      from: 'corrections',
      mask,
    });
    expect(taken.origins[2]).toBe(taken.counts[4]);
    expect(taken.counts[4]! / (taken.window.width * taken.window.height)).toBeGreaterThan(0.99);
  });

  it('draws a chip on its own pixels, and refuses bands that are not there', async () => {
    const [chip] = await test.json<LabelChip[]>('GET', labels('/chips'));
    const path = labels(`/chips/${chip!.id}/picture`);
    const response = await test.request('GET', `${path}?bands=B12,B8A,B04&min=0,0,0&max=0.4,0.4,0.4`);
    const rgba = new Uint8Array(await response.arrayBuffer());
    expect(rgba).toHaveLength(4 * 256 * 256);
    expect(new Set(rgba.filter((_, i) => i % 4 === 0)).size).toBeGreaterThan(20);
    expect(rgba.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
    const png = await test.request('GET', `${path}?format=png`);
    expect(new Uint8Array(await png.arrayBuffer()).subarray(1, 4)).toEqual(Uint8Array.from(Buffer.from('PNG')));
    expect(await test.refused('GET', `${path}?bands=B10`)).toMatchObject({
      status: 400,
      message: expect.stringContaining('has no B10'),
    });
  });

  it('says which chip cannot be read, and loses no other', async () => {
    const chips = await test.json<LabelChip[]>('GET', labels('/chips'));
    const broken = join(folder, 'chips', chips[0]!.id, 'item.json');
    const kept = await readFile(broken);
    await writeFile(broken, '{');
    const project = await test.json<LabelProject>('GET', labels());
    expect(project.notes).toEqual([expect.stringContaining(chips[0]!.id)]);
    expect(await test.json<LabelChip[]>('GET', labels('/chips'))).toHaveLength(chips.length - 1);
    await writeFile(broken, kept);
    await rm(join(folder, 'chips', chips[1]!.id, 'labels.tif'));
    expect((await test.refused('GET', labels(`/chips/${chips[1]!.id}/labels`))).message).toContain('labels.tif');
    expect((await readdir(join(folder, 'chips'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
