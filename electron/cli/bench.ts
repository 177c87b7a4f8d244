import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { type BandId, GRID_METRES, type GridMetres } from '../engine/core/bands.ts';
import { wholeWindow } from '../engine/core/grid.ts';
import type { ModelPack } from '../engine/model/packs.ts';
import { bandCandidates, filesOf } from '../engine/model/product-input.ts';
import type { ModelSession } from '../engine/model/session.ts';
import { planRecipe } from '../engine/produce/plan.ts';
import { openProduct } from '../engine/product/open.ts';
import { productGrid } from '../engine/product/product-grid.ts';
import type { Product } from '../engine/product/types.ts';
import { createRasterContext } from '../engine/raster/context.ts';
import { filesForGrid } from '../engine/raster/read-band.ts';
import { renderView } from '../engine/raster/render.ts';
import { mercatorToUtm, tileView } from '../engine/raster/warp.ts';
import { writeSample } from '../simulator/write-sample.ts';
import { type Taken, timeChildren } from './processor-time.ts';
import { numberFlag } from './stack-options.ts';
import { print, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

const run = promisify(execFile);
const TRUE_COLOUR = {
  channels: [
    { band: 'B04', min: 0, max: 0.3 },
    { band: 'B03', min: 0, max: 0.3 },
    { band: 'B02', min: 0, max: 0.3 },
  ],
  gamma: 1,
} as const;

const INFRARED = { channels: [{ band: 'B8A', min: 0, max: 0.5 }], gamma: 1 } as const;

interface Row {
  readonly what: string;
  readonly median: string;
  readonly runs: string;
}

/** `nephoscope bench PRODUCT`: the figures of the README, as a Markdown table. */
export function addBench(program: Command, signal: AbortSignal): void {
  program
    .command('bench')
    .description('measure opening, tiles, preview, mask and memory on a product, beside GDAL decoding the same bands')
    .argument('[product]', 'a full-size product; without one a simulated one is written first (some minutes)')
    .option('--runs <number>', 'runs of each figure; medians are printed', '3')
    .option('--threads <number>', 'CPU threads (all)')
    .option('--grids <list>', 'grids of the masks, in the order of measuring: 60, 20, 10', '60,20')
    .action(async (given: string | undefined, flags: Flags) => {
      const grids = gridsOf(flags.grids);
      const runs = numberFlag('--runs', flags.runs) ?? 3;
      const folder = await mkdtemp(join(tmpdir(), 'nephoscope-bench-'));
      try {
        const path = given ?? (await writeSample({ folder, level: 'L2A', size: 'full', signal })).productPath;
        print(`${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}, ${runs} runs\n`);
        print('| what | median | runs |\n|---|---|---|');
        for await (const { what, median, runs: all } of rows(path, runs, folder, flags.threads, grids)) {
          print(`| ${what} | ${median} | ${all} |`);
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}

interface Flags {
  readonly runs: string;
  readonly grids: string;
  readonly threads?: string;
}

function gridsOf(text: string): GridMetres[] {
  return text.split(',').map((part) => {
    const grid = GRID_METRES.find((metres) => String(metres) === part.trim());
    if (grid === undefined) throw new UsageError(`--grids has 10, 20 and 60, separated by commas, not "${text}".`);
    return grid;
  });
}

async function* rows(
  path: string,
  runs: number,
  folder: string,
  threads: string | undefined,
  grids: readonly GridMetres[],
): AsyncGenerator<Row> {
  yield row(
    'opening the product',
    's',
    await repeat(runs, () => seconds(async () => (await openProduct(path)).close())),
  );
  yield* tileRows(path, runs);
  for (const grid of grids) {
    const reports = await repeat(runs, () => maskInChild(path, grid, folder, threads));
    const name = grid === 60 ? 'SAFE to 60 m preview mask' : `SAFE to ${grid} m mask as COG`;
    yield* takenRows(
      `${name}, whole process`,
      reports.map(({ taken }) => taken),
    );
    for (const stage of Object.keys(reports[0]?.stages ?? {})) {
      yield row(
        `— ${stage}`,
        's',
        reports.map(({ stages }) => stages[stage] ?? 0),
      );
    }
    yield row(
      '— peak memory',
      'GiB',
      reports.map(({ peakMemoryBytes }) => peakMemoryBytes / 2 ** 30),
    );
    // Beside it, so that a noisy hour is the same for both.
    const gdal = await repeat(runs, () => gdalDecode(path, grid, folder));
    yield* takenRows(`GDAL merely decoding the same bands to ${grid} m, 2 threads`, gdal);
    yield row(`${name} / GDAL`, 'of the time', ratios(reports, gdal, 'wall'));
    yield row(`${name} / GDAL`, 'of the processor time', ratios(reports, gdal, 'processor'));
  }
  for (const [pack, taken] of await networkSeconds(path, runs, threads))
    yield row(`network alone, 20 m, ${pack}`, 's/Mpx', taken);
}

/** Time by the clock, and of all processors together. */
function* takenRows(what: string, taken: readonly Taken[]): Generator<Row> {
  yield row(
    what,
    's',
    taken.map(({ wall }) => wall),
  );
  yield row(
    '— processor time of all processes',
    's',
    taken.map(({ processor }) => processor ?? Number.NaN),
  );
}

/** Of each run of the mask with GDAL's run of the same number. */
function ratios(masks: readonly ChildReport[], gdal: readonly Taken[], of: keyof Taken): number[] {
  return masks.map(({ taken }, i) => (taken[of] ?? Number.NaN) / (gdal[i]?.[of] ?? Number.NaN));
}

/**
 * One true-colour map tile in the middle of the scene. The decoder's threads run, as in the window, where the preview has
 * set them going; nothing of the three bands has been read.
 */
async function* tileRows(path: string, runs: number): AsyncGenerator<Row> {
  for (const zoom of [7, 9, 11, 13, 15]) {
    const times = await repeat(runs, async () => {
      const product = await openProduct(path);
      const context = createRasterContext();
      const { x, y } = middleTile(product, zoom);
      const infrared = middleTile(product, 9);
      await renderView(product, tileView(9, infrared.x, infrared.y), INFRARED, context);
      const time = await seconds(() => renderView(product, tileView(zoom, x, y), TRUE_COLOUR, context));
      await context.close();
      await product.close();
      return time;
    });
    yield row(`true-colour map tile, cold, zoom ${zoom}`, 's', times);
  }
}

/** The map tile of a zoom over the middle of the scene, found by bisection in Web Mercator. */
function middleTile(product: Product, zoom: number): { x: number; y: number } {
  const grid = productGrid(product, 60);
  const toUtm = mercatorToUtm(grid.epsg as number);
  const east = grid.originX + (grid.width * grid.pixelMetres) / 2;
  const north = grid.originY - (grid.height * grid.pixelMetres) / 2;
  const world = Math.PI * 6378137;
  const meridian = ((((grid.epsg as number) % 100) * 6 - 183) / 180) * world;
  const solve = (low: number, high: number, isBelow: (value: number) => boolean): number => {
    let [a, b] = [low, high];
    for (let i = 0; i < 60; i++) {
      const middle = (a + b) / 2;
      if (isBelow(middle)) a = middle;
      else b = middle;
    }
    return a;
  };
  const y = solve(-world * 0.95, world * 0.95, (value) => toUtm(meridian, value)[1] < north);
  const x = solve(meridian - 7e5, meridian + 7e5, (value) => toUtm(value, y)[0] < east);
  const tiles = 2 ** zoom;
  return { x: Math.floor(((x + world) / (2 * world)) * tiles), y: Math.floor(((world - y) / (2 * world)) * tiles) };
}

interface ChildReport {
  readonly taken: Taken;
  readonly stages: Readonly<Record<string, number>>;
  readonly peakMemoryBytes: number;
}

/** `nephoscope mask` in a process of its own, with an empty cache. */
async function maskInChild(
  path: string,
  grid: number,
  folder: string,
  threads: string | undefined,
): Promise<ChildReport> {
  const cache = await mkdtemp(join(folder, 'cache-'));
  const out = await mkdtemp(join(folder, 'out-'));
  const args = ['mask', path, '--grid', String(grid), '--out', out, '--device', 'cpu', '--json'];
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

/** Seconds per megapixel of each pack that fits a product, by the pack's id. */
async function networkSeconds(path: string, runs: number, threads: string | undefined): Promise<[string, number[]][]> {
  const product = await openProduct(path);
  try {
    return await withWorkbench(numberFlag('--threads', threads), async (bench) => {
      const fitting = (await bench.packs()).packs.filter(({ manifest }) => manifest.levels.includes(product.level));
      const results: [string, number[]][] = [];
      for (const pack of fitting) {
        const { session } = await bench.session(pack, 'cpu');
        results.push([pack.id, await tileSeconds(pack, session, runs)]);
      }
      return results;
    });
  } finally {
    await product.close();
  }
}

/** Seconds per megapixel of a network, on tiles of made-up pixels of the size that its pack prefers. */
async function tileSeconds(pack: ModelPack, session: ModelSession, runs: number): Promise<number[]> {
  const { tilePixels: size, input } = pack.manifest;
  const bands = (): Uint16Array[] =>
    input.bands.map((_, band) =>
      Uint16Array.from({ length: size * size }, (_, i) => 1000 + ((i * (2654435761 + band)) % 5000)),
    );
  const request = () => ({
    tile: { width: size, height: size, bands: bands(), sun: null },
    radiometry: input.bands.map(() => ({ offset: -1000, quantification: 10_000 })),
    inputWidth: size,
    inputHeight: size,
    pixelMetres: 20,
    part: wholeWindow({ width: size, height: size }),
  });
  await session.run(request());
  return repeat(runs, async () => ((await session.run(request())).seconds * 1e6) / size ** 2);
}

/** The plain alternative: `gdal_translate` of every band that the network reads, to the grid, two at a time. */
async function gdalDecode(path: string, gridMetres: GridMetres, folder: string): Promise<Taken> {
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

const EMPTY_RECIPE = {
  pack: null,
  parameters: null,
  formats: ['cog'],
  cloudyClasses: [],
  cleanedBands: [],
  cleanedGrid: 20,
  cleanedStack: false,
  simplifyMetres: null,
} as const;

async function repeat<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < times; i++) results.push(await work());
  return results;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

function row(what: string, unit: string, values: readonly number[]): Row {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return { what, median: `${median.toFixed(2)} ${unit}`, runs: values.map((value) => value.toFixed(2)).join(', ') };
}
