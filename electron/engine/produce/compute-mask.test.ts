import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { windowGrid } from '../core/grid.ts';
import { packParameters } from '../mask/pack-parameters.ts';
import { loadPack } from '../model/packs.ts';
import { openProduct } from '../product/open.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { computeClasses, computePlannedMask } from './compute-mask.ts';
import { type Plan, reachPixels } from './plan.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

const WINDOW = { column: 701, row: 803, width: 150, height: 121 };
const OPTIONS = { corrections: [], device: 'cpu' } as const;
let folder: string;
let product: Product;
let plan: Plan;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-classes-'));
  if (!haveSharedData()) return;
  product = await openProduct(T29UNU);
  const pack = await loadPack('models/nephos-l2a-int8');
  const grid = productGrid(product, 60);
  const { parameters } = packParameters(pack.manifest, product);
  const place = { window: WINDOW, windowGrid: windowGrid(grid, WINDOW), computeWindow: WINDOW };
  plan = { pack, parameters, grid, ...place, pixelArea: null, areaName: null };
});
afterAll(async () => {
  await product?.close();
  await rm(folder, { recursive: true, force: true });
});

async function withCache<T>(name: string, work: (bench: Workbench) => Promise<T>): Promise<T> {
  const bench = createWorkbench({ packFolders: ['models'], cacheFolder: join(folder, name), threads: 2 });
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
}

describe.skipIf(!haveSharedData())('computeClasses', () => {
  it('gives the classes of the whole way, also of tiles that are stored', async () => {
    const whole = await withCache('whole', (bench) => computePlannedMask(bench, product, plan, OPTIONS));
    const again = await withCache('whole', (bench) => computeClasses(bench, product, plan, OPTIONS));
    const fresh = await withCache('fresh', (bench) => computeClasses(bench, product, plan, OPTIONS));
    await Promise.all([whole, again, fresh].map(({ written }) => written));
    expect(new Set(whole.mask.codes).size).toBeGreaterThan(2);
    expect(fresh.mask).toEqual(whole.mask);
    expect(again.mask).toEqual(whole.mask);
    expect(fresh.areaPixels).toBe(whole.areaPixels);
    expect(fresh).not.toHaveProperty('probabilities');
  });

  it('goes the whole way where pixels depend on each other', async () => {
    const bufferMetres = { shadow: 0, semi: 0, cloud: 120 };
    const grown = { ...plan, parameters: { ...plan.parameters, bufferMetres } };
    const [whole, classes] = await withCache('whole', async (bench) => [
      await computePlannedMask(bench, product, grown, OPTIONS),
      await computeClasses(bench, product, grown, OPTIONS),
    ]);
    expect(classes!.mask).toEqual(whole!.mask);
  });
});

it('computes around an area only what buffers and the clean-up reach', () => {
  const none = {
    thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
    bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
    minAreaSquareMetres: 0,
  };
  expect(reachPixels(none, 20)).toBe(0);
  expect(reachPixels({ ...none, bufferMetres: { shadow: 0, semi: 0, cloud: 100 } }, 20)).toBe(5);
  expect(reachPixels({ ...none, minAreaSquareMetres: 400 }, 20)).toBe(0);
  expect(reachPixels({ ...none, minAreaSquareMetres: 401 }, 20)).toBe(128);
});
