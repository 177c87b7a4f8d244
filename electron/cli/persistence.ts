import type { Command } from 'commander';
import { defaultGrid } from '../engine/product/product-grid.ts';
import { findPersistence, type PersistenceResult } from '../engine/series/persistence.ts';
import { VERSION } from '../shell/version.ts';
import { deviceFlag, gridFlag } from './recipe-options.ts';
import { addStackOptions, type StackFlags, toOpenOptions } from './stack-options.ts';
import { print, printable } from './terminal.ts';
import { requireTiff, withSeries } from './with-series.ts';

interface PersistenceFlags extends StackFlags {
  readonly out: string;
  readonly grid?: string;
  readonly model?: string;
  readonly device: string;
  readonly overwrite?: boolean;
  readonly threads?: string;
  readonly json?: boolean;
}

/** `nephoscope persistence PRODUCTS... --out FILE ...` */
export function addPersistence(program: Command, signal: AbortSignal): void {
  const command = program
    .command('persistence')
    .description('write where roofs, lagoons or dark lakes are taken for cloud or shadow on most of six dates or more')
    .argument(
      '<products...>',
      'products of one tile and level (multi-band GeoTIFFs by their names), or folders that hold some',
    )
    .requiredOption(
      '--out <file>',
      'GeoTIFF to be written: 4 cloud and 2 shadow that persist, 1 elsewhere, 5 too few dates',
    )
    .option('--grid <metres>', 'pixel size: 10, 20 or 60 (20 where the products have it)')
    .option('--model <pack>', 'id or folder of a model pack (the best for the products and the device)')
    .option('--device <name>', 'as of mask', 'auto')
    .option('--overwrite', 'replace the file when it is there')
    .option('--threads <number>', 'CPU threads (all)')
    .option('--json', 'print one JSON object as the last line');
  addStackOptions(command).action((paths: string[], flags: PersistenceFlags) => runPersistence(paths, flags, signal));
}

async function runPersistence(paths: readonly string[], flags: PersistenceFlags, signal: AbortSignal): Promise<void> {
  requireTiff(flags.out);
  const device = deviceFlag(flags.device);
  const grid = gridFlag(flags.grid);
  await withSeries(paths, flags, { ...toOpenOptions(flags), signal }, async (series) => {
    const { bench, products, notes, path, progress } = series;
    const result = await findPersistence(bench, products, {
      grid: grid ?? (products[0] ? defaultGrid(products[0]) : 20),
      pack: flags.model ?? null,
      path,
      overwrite: flags.overwrite === true,
      device,
      version: VERSION,
      notes,
      signal,
      onProgress: progress,
    });
    progress.end();
    report(result, flags.json === true);
  });
}

function report(
  { files, warnings, seconds, pixels, cloudPixels, shadowPixels }: PersistenceResult,
  json: boolean,
): void {
  if (json) {
    print(JSON.stringify({ outputs: files, pixels, cloudPixels, shadowPixels, seconds, warnings }));
    return;
  }
  const share = (count: number) => `${((100 * count) / pixels).toFixed(2)} %`;
  print(`persistently cloud ${share(cloudPixels)}, shadow ${share(shadowPixels)}; ${seconds.toFixed(1)} s`);
  for (const warning of warnings) print(`warning: ${printable(warning)}`);
  for (const file of files) print(printable(file.path));
}
