import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { GRID_METRES, type GridMetres } from '../engine/core/bands.ts';
import { openProduct } from '../engine/product/open.ts';
import { writeSample } from '../simulator/write-sample.ts';
import { gdalDecode, maskInChild, ratios } from './bench/masks.ts';
import { networkSeconds } from './bench/network.ts';
import { type Row, repeat, row, seconds, takenRows } from './bench/rows.ts';
import { tileRows } from './bench/tiles.ts';
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
