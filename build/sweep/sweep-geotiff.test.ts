import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NephoscopeError } from '../../electron/engine/core/errors.ts';
import { computePlannedMask } from '../../electron/engine/produce/compute-mask.ts';
import { planRecipe } from '../../electron/engine/produce/plan.ts';
import { createWorkbench } from '../../electron/engine/produce/workbench.ts';
import { openProduct } from '../../electron/engine/product/open.ts';
import { codings } from './codings.ts';
import { co, run, translate } from './gdal-steps.ts';
import { missing } from './missing.ts';
import { places } from './places.ts';
import { units } from './units.ts';
import { BANDS, type Reading, type Stack } from './variant.ts';

/**
 * 200 GeoTIFFs that GDAL makes of one scene, over types, codings, layouts, no-data and coordinate systems. Each must give
 * the mask of the plain one, or a refusal. A part of them is tried with the other tests; all, with a table, by
 * `NEPHOSCOPE_SWEEP=all npx vitest run --config build/vitest.config.ts build/sweep`.
 */
const ALL = process.env.NEPHOSCOPE_SWEEP === 'all';
const PART = 10;
const SAFE =
  'build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE/GRANULE/*/IMG_DATA/R20m/*_@_20m.jp2';
const READ_AS_DN = { scale: 1e-4, offset: -0.1 };

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-sweep-'));
const bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder, 'cache') });
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The scene: six bands of the sample, with a rim of missing pixels. */
function plainScene(): string {
  const path = join(folder, 'plain.tif');
  const bands = BANDS.map((band) => run('bash', ['-c', `ls ${SAFE.replace('@', band)}`]).trim());
  run('gdalbuildvrt', ['-q', '-separate', join(folder, 'bands.vrt'), ...bands]);
  // A window with clear land, shadow and cloud, and nine columns of nothing beside it.
  translate('-ot', 'UInt16', '-srcwin', '192', '48', '87', '96')(join(folder, 'bands.vrt'), join(folder, 'window.tif'));
  const rim = ['-srcwin', '-9', '0', '96', '96', '-a_nodata', '0'];
  translate(...rim, ...co('INTERLEAVE=BAND'))(join(folder, 'window.tif'), path);
  return path;
}

const VARIANTS = [...codings, ...missing, ...units, ...places];

async function maskOf(path: string, read: Reading): Promise<Uint8Array> {
  const stack = Object.fromEntries(
    Object.entries({ bands: BANDS, level: 'L2A', ...READ_AS_DN, ...read }).filter(([, value]) => value !== undefined),
  ) as Stack;
  const product = await openProduct(path, { stack });
  try {
    const grid = Number(Object.keys(product.grids)[0]) as 10 | 20 | 60;
    const recipe = {
      ...{ grid, pack: null, parameters: null, formats: ['cog' as const], cloudyClasses: ['cloud' as const] },
      ...{ cleanedBands: [], cleanedGrid: grid, cleanedStack: false, simplifyMetres: null },
    };
    const plan = await planRecipe(bench, product, recipe, { kind: 'scene' }, 'cpu');
    const computed = await computePlannedMask(bench, product, plan, { corrections: [], device: 'cpu' });
    await computed.written;
    return computed.mask.codes;
  } finally {
    await bench.rasters.release(product);
    await product.close();
  }
}

function shares(codes: Uint8Array): number[] {
  const count = [0, 0, 0, 0, 0, 0];
  for (const code of codes) count[code]!++;
  const valid = codes.length - count[5]!;
  return count.slice(1, 5).map((n) => n / valid);
}

/** How much two masks differ: by pixel, or by the classes' shares of the valid pixels. */
function difference(codes: Uint8Array, plain: Uint8Array, otherGrid: boolean): number {
  if (!otherGrid) return codes.reduce((n, code, k) => n + (code === plain[k] ? 0 : 1), 0) / plain.length;
  const other = shares(codes);
  return Math.max(...shares(plain).map((share, k) => Math.abs(share - other[k]!)));
}

describe('a scene in 200 GeoTIFFs', () => {
  const plain = plainScene();
  const expected = maskOf(plain, {});
  const rows: string[] = [];
  afterAll(() => {
    if (ALL) console.log(rows.join('\n'));
  });

  it('are 200', () => expect(VARIANTS).toHaveLength(200));

  const tried = VARIANTS.map((variant, k) => ({ ...variant, k })).filter(({ k }) => ALL || k % PART === 3);
  it.each(tried)('$name', async ({ name, make, read = {}, tolerance = 0, otherGrid = false, refused, k }) => {
    const path = join(folder, `v${k}.tif`);
    make(plain, path);
    const codes = await maskOf(path, read).catch((error: unknown) => {
      if (error instanceof NephoscopeError) return error;
      throw error;
    });
    if (codes instanceof NephoscopeError) {
      rows.push(`${name} | refused: ${codes.message} | ${codes.remedy ?? ''}`);
      expect(codes.message).toMatch(refused ?? /^no refusal is expected$/);
      expect(codes.remedy).toBeTruthy();
      return;
    }
    const differs = difference(codes, await expected, otherGrid);
    rows.push(`${name} | ${(100 * differs).toFixed(2)} % ${otherGrid ? 'of shares' : 'of pixels'} differ`);
    expect(refused).toBeUndefined();
    expect(differs).toBeLessThanOrEqual(tolerance);
  });
});
