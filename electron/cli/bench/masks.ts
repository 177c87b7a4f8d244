import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BandId, GridMetres } from '../../engine/core/bands.ts';
import { bandCandidates, filesOf } from '../../engine/model/product-input.ts';
import { planRecipe } from '../../engine/produce/plan.ts';
import { openProduct } from '../../engine/product/open.ts';
import { productGrid } from '../../engine/product/product-grid.ts';
import { filesForGrid } from '../../engine/raster/read-plan.ts';
import { type Taken, timeChildren } from '../processor-time.ts';
import { withWorkbench } from '../workbench.ts';

const run = promisify(execFile);

/** What a run in a process of its own took. */
export interface ChildReport {
  readonly taken: Taken;
  readonly stages: Readonly<Record<string, number>>;
  readonly peakMemoryBytes: number;
}

/** `nephoscope mask` in a process of its own, with an empty cache. */
export async function maskInChild(
  path: string,
  grid: number,
  folder: string,
  threads: string | undefined,
  others: readonly string[] = [],
): Promise<ChildReport> {
  const cache = await mkdtemp(join(folder, 'cache-'));
  const out = await mkdtemp(join(folder, 'out-'));
  const args = ['mask', path, '--grid', String(grid), '--out', out, '--device', 'cpu', '--json', ...others];
  if (threads !== undefined) args.push('--threads', threads);
  let stdout = '';
  const taken = await timeChildren(async () => {
    const env = { ...process.env, NEPHOSCOPE_CACHE: cache };
    ({ stdout } = await run(process.execPath, [fileURLToPath(new URL('./cli.mjs', import.meta.url)), ...args], {
      env,
      maxBuffer: 1e8,
    }));
  });
  await rm(cache, { recursive: true, force: true });
  await rm(out, { recursive: true, force: true });
  const report = JSON.parse(stdout.trim().split('\n').at(-1) as string) as Omit<ChildReport, 'taken'>;
  return { taken, stages: report.stages, peakMemoryBytes: report.peakMemoryBytes };
}

/** The plain alternative: `gdal_translate` of every band that the network reads, to the grid, two at a time. */
export async function gdalDecode(path: string, gridMetres: GridMetres, folder: string): Promise<Taken> {
  const product = await openProduct(path);
  const grid = productGrid(product, gridMetres);
  const jobs = await withWorkbench(undefined, async (bench) => {
    const recipe = { ...EMPTY_RECIPE, grid: gridMetres };
    const { pack } = await planRecipe(bench, product, recipe, { kind: 'scene' }, 'cpu');
    return pack.manifest.input.bands.flatMap((choice) => {
      const band = bandCandidates(choice, gridMetres).find((id: BandId) => (product.bands[id]?.length ?? 0) > 0);
      const file = band && filesForGrid(filesOf(product, band), gridMetres)[0];
      return file ? [join(path, file.path)] : [];
    });
  });
  await product.close();
  const queue = [...jobs];
  const worker = async (id: number): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const size = ['-outsize', String(grid.width), String(grid.height), '-r', 'average'];
      const target = join(folder, `gdal-${id}.tif`);
      await run('gdal_translate', ['-q', ...size, file, target], { env: { ...process.env, GDAL_NUM_THREADS: '1' } });
    }
  };
  return timeChildren(() => Promise.all([worker(0), worker(1)]));
}

export const EMPTY_RECIPE = {
  pack: null,
  parameters: null,
  formats: ['cog'],
  cloudyClasses: [],
  cleanedBands: [],
  cleanedGrid: 20,
  cleanedStack: false,
  simplifyMetres: null,
} as const;

/** Of each run of the mask with GDAL's run of the same number. */
export function ratios(masks: readonly ChildReport[], gdal: readonly Taken[], of: keyof Taken): number[] {
  return masks.map(({ taken }, i) => (taken[of] ?? Number.NaN) / (gdal[i]?.[of] ?? Number.NaN));
}
