import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import { tinySeason } from '../../test/tiny-products.ts';
import type { ChipDate, Job, LabelChip, PackSummary, ProductDetail, RankedChips } from '../contract/index.ts';

const PACK = 'nephos-l2a-int8';
let test: TestEngine;
let handle: string;
let folder: string;
let season: string;
let products: ProductDetail[];
const labels = (path = ''): string => `/api/labels/${handle}${path}`;

async function run(body: unknown, path = '/api/jobs'): Promise<Job> {
  const job = await test.ended((await test.json<Job>('POST', path, body)).id);
  expect(job.error).toBeNull();
  return job;
}

/** The same product, as if it were of September. */
async function openLate({ name }: ProductDetail): Promise<ProductDetail> {
  const path = join(test.folder, 'late', `${name}.SAFE`);
  await cp(join(season, `${name}.SAFE`), path, { recursive: true });
  for (const file of (await readdir(path, { recursive: true })).filter((one) => /MTD_\w+\.xml$/.test(one))) {
    const metadata = join(path, file);
    await writeFile(metadata, (await readFile(metadata, 'utf8')).replaceAll('2024-05-06T', '2024-09-06T'));
  }
  return test.json('POST', '/api/products', { handle: await test.grant(path) });
}

beforeAll(async () => {
  test = await startTestEngine();
  [folder, season] = [join(test.folder, 'project'), join(test.folder, 'season')];
  await cp(await tinySeason(4), season, { recursive: true });
  await mkdir(folder);
  handle = await test.grant(folder);
  await test.json('POST', '/api/labels', { handle, create: { name: 'Season', chipPixels: 64, grid: 20, seed: 3 } });
  products = [];
  for (const name of (await readdir(season)).filter((one) => one.endsWith('.SAFE')).sort()) {
    const product = await test.json<ProductDetail>('POST', '/api/products', {
      handle: await test.grant(join(season, name)),
    });
    products.push(product);
    await run({ kind: 'mask', product: product.id, pack: PACK, grid: 20 });
  }
});
afterAll(async () => {
  await test.close();
  // The engine that was started again leaves its folder.
  await rm(test.folder, { recursive: true, force: true });
});

it('ranks windows of several products: few of each by doubt, a share by chance, with reasons', async () => {
  const wish = { pack: PACK, grid: 20, count: 10, mostPerProduct: 3 };
  const { chips, candidates } = await test.json<RankedChips>('POST', labels('/rank'), wish);
  expect(candidates).toBeGreaterThan(70);
  expect(candidates).toBeLessThanOrEqual(100);
  const byDoubt = chips.filter(({ reason }) => reason.kind === 'uncertain');
  expect(chips.map(({ reason }) => reason.kind)).toEqual([...new Array(8).fill('uncertain'), 'chance', 'chance']);
  for (const { key } of chips.map(({ product }) => product))
    expect(byDoubt.filter(({ product }) => product.key === key).length).toBeLessThanOrEqual(3);
  for (const { uncertainty, reason } of byDoubt) expect(reason).toMatchObject({ uncertainty });
  expect((await test.json<RankedChips>('POST', labels('/rank'), { ...wish, mostPerProduct: 1 })).chips).toHaveLength(6);
});

it('gives the command line the same answer', async () => {
  const env = { ...process.env, NEPHOSCOPE_CACHE: join(test.folder, 'cache') };
  const args = ['label', 'rank', folder, season, '--pack', PACK, '--count', '10', '--most', '3', '--json'];
  const { stdout, stderr } = spawnSync(process.execPath, ['dist/cli.mjs', ...args], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  const wish = { pack: PACK, grid: 20, count: 10, mostPerProduct: 3 };
  const { chips } = await test.json<RankedChips>('POST', labels('/rank'), wish);
  expect(
    JSON.parse(stdout).chips.map(
      ({ product, window, reason }: { product: string; window: object; reason: object }) => ({
        product,
        window,
        reason,
      }),
    ),
  ).toEqual(chips.map(({ product, window, reason }) => ({ product: product.name, window, reason })));
});

it('names the nearest clear dates of the same place', async () => {
  const wish = { pack: PACK, grid: 20, count: 10, mostPerProduct: 3, add: true };
  await test.json<RankedChips>('POST', labels('/rank'), wish);
  const chips = await test.json<LabelChip[]>('GET', labels('/chips'));
  const rolesOf = async (product: ProductDetail) => {
    const chip = chips.find(({ product: { name } }) => name === product.name)!;
    const dates = await test.json<ChipDate[]>('GET', labels(`/chips/${chip.id}/dates`));
    return dates.map(({ name, role, clearShare }) => [name, role, clearShare! >= 0.9]);
  };
  const [first, second, third] = products as [ProductDetail, ProductDetail, ProductDetail];
  // The second date has hardly a cloud.
  expect((await rolesOf(first))[0]).toEqual([second.name, 'next', true]);
  expect((await rolesOf(third))[1]).toEqual([second.name, 'previous', true]);
});

it('tunes a network on labels of another threshold, and masks with it, also after a restart', async () => {
  const { defaults } = (await test.json<PackSummary[]>('GET', '/api/packs')).find(({ id }) => id === PACK)!;
  const shifted = { shadow: 0.03, semi: 0.03, cloud: 0.9 }; // of somebody to whom nearly all cloud is thin
  const mask = {
    pack: PACK,
    grid: 20,
    parameters: {
      ...defaults,
      thresholds: shifted,
      bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
      minAreaSquareMetres: 0,
    },
  };
  for (const { id, revision } of await test.json<LabelChip[]>('GET', labels('/chips'))) {
    const taken = await test.json<LabelChip>('POST', labels(`/chips/${id}/take`), { revision, from: 'network', mask });
    await test.json('POST', labels(`/chips/${id}/state`), { revision: taken.revision, state: 'accepted' });
  }
  const { result } = await run({ pack: PACK, method: 'calibration' }, labels('/adapt'));
  const { gate, pack: id } = result!.adapted!;
  expect(gate.reasons).toEqual([]);
  expect(gate.labels.gain[0]).toBeGreaterThan(0);
  const listed = async () => (await test.json<PackSummary[]>('GET', '/api/packs')).find((pack) => pack.id === id)!;
  expect(id).toBe(`${PACK}-season-calibration`);
  expect(await listed()).toMatchObject({
    name: expect.stringContaining('tuned on Season'),
    builtIn: false,
    tuned: { parent: PACK, method: 'calibration', project: 'Season', accepted: true },
  });
  const written = join(folder, 'packs', id!);
  expect((await readdir(written)).sort()).toEqual(['CARD.md', 'anchors.bin', 'model.json', 'model.onnx']);
  const manifest = JSON.parse(await readFile(join(written, 'model.json'), 'utf8'));
  expect(manifest.tuned).toMatchObject({
    parent: { id: PACK },
    labels: { project: 'Season', chips: 10, grid: 20 },
    gate: {
      accepted: true,
      scenes: gate.labels.scenes,
      pixels: gate.labels.pixels,
      gain: gate.labels.gain,
      diceAfter: gate.labels.diceAfter,
      anchorsDiceAfter: gate.anchors.diceAfter,
    },
  });
  expect(manifest.scope.months).toEqual([5, 6]);

  const shares = async (product: string, pack: string, to: string) => {
    const target = join(test.folder, to);
    await mkdir(target);
    const recipe = { pack, grid: 20, formats: ['cog'] };
    const job = await run({ kind: 'export', product, recipe, target: await test.grant(target) });
    return job.result!;
  };
  const [cloudy] = products;
  const [before, after] = [await shares(cloudy!.id, PACK, 'before'), await shares(cloudy!.id, id!, 'after')];
  expect(after.percent!.clear!).toBeLessThan(before.percent!.clear! - 0.5);

  expect(after.warnings).toEqual(before.warnings);
  const late = await openLate(cloudy!);
  const outside =
    'is made for May to June; this image is of 2024-09-06. Tuned on the labels of "Season"; elsewhere use';
  expect(late.packs.find((pack) => pack.id === id)!.outOfScope).toEqual([expect.stringContaining(outside)]);
  expect((await shares(late.id, id!, 'late-mask')).warnings.join('\n')).toContain(outside);

  // What was done is kept with the window's own project, which can be read again.
  await run({ kind: 'features', product: cloudy!.id, pack: PACK, grid: 20 });
  await test.json('GET', '/api/project/parts');

  await test.engine.close();
  test = await startTestEngine({ folder: test.folder });
  expect(await listed()).toMatchObject({ tuned: { project: 'Season' } });
});
