import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Command } from 'commander';
import { GRID_METRES, type GridMetres } from '../engine/core/bands.ts';
import { temporaryFolder } from '../engine/core/temporary.ts';
import { openProduct } from '../engine/product/open.ts';
import { writeSample } from '../simulator/write-sample.ts';
import { growthRows } from './bench/growth.ts';
import { labelRows } from './bench/labels.ts';
import { gdalDecode, maskInChild, ratios } from './bench/masks.ts';
import { networkSeconds } from './bench/network.ts';
import { peerRows } from './bench/peers.ts';
import { type Row, repeat, row, seconds, takenRows } from './bench/rows.ts';
import { tileRows } from './bench/tiles.ts';
import type { Taken } from './processor-time.ts';
import { numberFlag } from './stack-options.ts';
import { print, UsageError } from './terminal.ts';

/** `nephoscope bench PRODUCT`: the figures of the README, as a Markdown table. */
export function addBench(program: Command, signal: AbortSignal): void {
  program
    .command('bench')
    .description('measure opening, tiles, preview, mask and memory on a product, beside GDAL decoding the same bands')
    .argument('[product]', 'a full-size product; without one a simulated one is written first (some minutes)')
    .option('--runs <number>', 'runs of each figure; medians are printed', '3')
    .option('--threads <number>', 'CPU threads (all)')
    .option('--grids <list>', 'grids of the masks, in the order of measuring; that of 10 m is run once', '60,20,10')
    .option('--labels', 'only what labelling waits for: ranking 100 scenes, the scene helper, fitting a head')
    .option('--growth', 'also time parts of the scene, and queues of small products')
    .option('--peers <python>', 'also time other masks at 20 m, with a Python that has requirements-peers.txt')
    .action(async (given: string | undefined, flags: Flags) => {
      const grids = gridsOf(flags.grids);
      const runs = numberFlag('--runs', flags.runs) ?? 3;
      const folder = await temporaryFolder();
      try {
        const path = given ?? (await writeSample({ folder, level: 'L2A', size: 'full', signal })).productPath;
        print(`${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}, ${runs} runs\n`);
        print('| what | median | runs |\n|---|---|---|');
        const show = ({ what, median, runs: all }: Row) => print(`| ${what} | ${median} | ${all} |`);
        const threads = numberFlag('--threads', flags.threads);
        if (flags.labels)
          await labelRows(path, { runs, folder, threads }, (found) => {
            for (const one of found) show(one);
          });
        else for await (const found of rows(path, { runs, folder, grids, ...flagsOf(flags) })) show(found);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}

interface Flags {
  readonly runs: string;
  readonly grids: string;
  readonly labels?: boolean;
  readonly threads?: string;
  readonly peers?: string;
  readonly growth?: boolean;
}

interface BenchOptions {
  readonly runs: number;
  readonly folder: string;
  readonly grids: readonly GridMetres[];
  readonly threads: string | undefined;
  /** The Python that runs other masks; none without. */
  readonly peers: string | undefined;
  readonly growth: boolean;
}

function flagsOf({ threads, peers, growth = false }: Flags): Pick<BenchOptions, 'threads' | 'peers' | 'growth'> {
  return { threads, peers, growth };
}

function gridsOf(text: string): GridMetres[] {
  return text.split(',').map((part) => {
    const grid = GRID_METRES.find((metres) => String(metres) === part.trim());
    if (grid === undefined) throw new UsageError(`--grids has 10, 20 and 60, separated by commas, not "${text}".`);
    return grid;
  });
}

async function* rows(path: string, options: BenchOptions): AsyncGenerator<Row> {
  const { runs, folder, threads, grids, peers, growth } = options;
  const ours: Taken[] = [];
  yield row(
    'opening the product',
    's',
    await repeat(runs, () => seconds(async () => (await openProduct(path)).close())),
  );
  yield* tileRows(path, runs);
  for (const grid of grids) {
    // A hundred million pixels take minutes.
    const times = grid === 10 ? 1 : runs;
    const reports = await repeat(times, () => maskInChild(path, grid, folder, threads));
    if (grid === 20) ours.push(...reports.map(({ taken }) => taken));
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
    const gdal = await repeat(times, () => gdalDecode(path, grid, folder));
    yield* takenRows(`GDAL merely decoding the same bands to ${grid} m, 2 threads`, gdal);
    yield row(`${name} / GDAL`, 'of the time', ratios(reports, gdal, 'wall'));
    yield row(`${name} / GDAL`, 'of the processor time', ratios(reports, gdal, 'processor'));
  }
  if (growth) yield* growthRows(path, { folder, runs, threads, whole: ours });
  if (peers !== undefined) yield* peerRows(peers, path, folder, ours);
  for (const [pack, taken] of await networkSeconds(path, runs, threads))
    yield row(`network alone, 20 m, ${pack}`, 's/Mpx', taken);
}
