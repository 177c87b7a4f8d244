import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { MISSING, SHADOW } from '../core/classes.ts';
import { wholeWindow, windowGrid } from '../core/grid.ts';
import { cropPlane } from '../core/probabilities.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition } from '../core/utm.ts';
import { packParameters } from '../mask/pack-parameters.ts';
import { overrideParameters } from '../mask/parameters.ts';
import type { MaskParameters } from '../mask/types.ts';
import { loadPack } from '../model/packs.ts';
import { openProduct } from '../product/open.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { computeClasses, computePlannedMask } from './compute-mask.ts';
import { type Plan, planRecipe, windowToCompute } from './plan.ts';
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
    const looked = { ...plan, parameters: { ...plan.parameters, shadowsNeedCloud: true } };
    const ways = await withCache('whole', (bench) =>
      Promise.all([computePlannedMask, computeClasses].map((compute) => compute(bench, product, looked, OPTIONS))),
    );
    expect(ways[1]!.mask).toEqual(ways[0]!.mask);
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

describe.skipIf(!haveSharedData())('an area whose shadows need a cloud', () => {
  it('is computed with what lies between it and the sun, and has the mask of the whole scene', async () => {
    const window = { column: 690, row: 620, width: 200, height: 160 };
    const recipe = {
      grid: 60,
      pack: 'nephos-l2a-int8',
      parameters: { ...plan.parameters, shadowsNeedCloud: true },
    } as const;
    const { grid } = plan;
    const { inverse } = proj4(utmDefinition(grid.epsg!));
    const corner = (column: number, row: number) =>
      inverse([grid.originX + column * 60, grid.originY - row * 60]) as [number, number];
    const [right, bottom] = [window.column + window.width, window.row + window.height];
    const ring = [
      corner(window.column, window.row),
      corner(right, window.row),
      corner(right, bottom),
      corner(window.column, bottom),
    ];
    const polygons = [[[...ring, ring[0]!]]];
    await withCache('area', async (bench) => {
      const inArea = await planRecipe(bench, product, recipe, { kind: 'polygon', polygons }, 'cpu');
      const { computeWindow } = inArea;
      expect(computeWindow.row + computeWindow.height - bottom).toBeGreaterThan(100);
      const part = await computeClasses(bench, product, inArea, OPTIONS);
      const whole = await computeClasses(
        bench,
        product,
        await planRecipe(bench, product, recipe, { kind: 'scene' }, 'cpu'),
        OPTIONS,
      );
      const plainPlan = await planRecipe(
        bench,
        product,
        { ...recipe, parameters: overrideParameters(plan.parameters, { shadowsNeedCloud: false }) },
        { kind: 'scene' },
        'cpu',
      );
      const plain = await computeClasses(bench, product, plainPlan, OPTIONS);
      const inWindow = cropPlane(whole.mask.codes, grid.width, wholeWindow(grid), inArea.window);
      expect(part.mask.codes.filter((code) => code !== MISSING)).toEqual(
        inWindow.filter((_, at) => part.mask.codes[at] !== MISSING),
      );
      const shadows = (codes: Uint8Array) => codes.filter((code) => code === SHADOW).length;
      expect(shadows(whole.mask.codes)).toBeLessThan(shadows(plain.mask.codes));
    });
  });
});

it('computes around an area only what buffers and the clean-up reach', () => {
  const none = {
    thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
    bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
    minAreaSquareMetres: 0,
  };
  const grid = { epsg: 32632, originX: 0, originY: 0, pixelMetres: 20, width: 2000, height: 2000 };
  const window = { column: 900, row: 900, width: 10, height: 10 };
  const south = { zenithDegrees: 45, azimuthDegrees: 180, grid: null };
  const around = (parameters: MaskParameters, sun: Product['sun'] = null) => {
    const { column, row, width, height } = windowToCompute(window, grid, parameters, sun);
    return [900 - column, 900 - row, column + width - 910, row + height - 910];
  };
  expect(around(none)).toEqual([0, 0, 0, 0]);
  expect(around({ ...none, bufferMetres: { shadow: 0, semi: 0, cloud: 100 } })).toEqual([5, 5, 5, 5]);
  expect(around({ ...none, minAreaSquareMetres: 400 }, south)).toEqual([0, 0, 0, 0]);
  expect(around({ ...none, minAreaSquareMetres: 401 }, south)).toEqual([128, 128, 128, 128]);
  expect(around({ ...none, shadowsNeedCloud: true })).toEqual([128, 128, 128, 128]);
  expect(around({ ...none, shadowsNeedCloud: true }, south)).toEqual([128, 128, 128, 128 + 202]);
});
