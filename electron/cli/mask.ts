import { mkdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Recipe } from '../engine/contract/recipe.ts';
import type { GridMetres } from '../engine/core/bands.ts';
import { GRID_METRES } from '../engine/core/bands.ts';
import { ExportError } from '../engine/core/errors.ts';
import { type ExportFormat, FORMATS } from '../engine/export/formats.ts';
import type { DeviceChoice } from '../engine/model/providers.ts';
import { DEVICE_CHOICES } from '../engine/model/providers.ts';
import { readAreaPath } from '../engine/produce/area-file.ts';
import { planRecipe } from '../engine/produce/plan.ts';
import type { RecipeResult } from '../engine/produce/recipe.ts';
import { runRecipe } from '../engine/produce/recipe.ts';
import { openProduct } from '../engine/product/open.ts';
import type { Product } from '../engine/product/types.ts';
import { VERSION } from '../shell/version.ts';
import { parsePairs } from './pairs.ts';
import type { StackFlags } from './stack-options.ts';
import { addStackOptions, numberFlag, toOpenOptions } from './stack-options.ts';
import { createProgressReporter, print, printable, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

interface MaskFlags extends StackFlags {
  readonly out: string;
  readonly grid?: string;
  readonly model?: string;
  readonly device: string;
  readonly threshold?: string[];
  readonly buffer?: string[];
  readonly minArea?: string;
  readonly aoi?: string;
  readonly format: string;
  readonly overwrite?: boolean;
  readonly threads?: string;
  readonly json?: boolean;
}

const FORMAT_LIST = FORMATS.map(({ id }) => id).join(', ');

/** `nephoscope mask PRODUCT --out DIR ...` */
export function addMask(program: Command, signal: AbortSignal): void {
  const command = program
    .command('mask')
    .description('compute the mask of a product and write it')
    .argument('<product>', 'SAFE folder, its MTD_*.xml, a zip of it, a folder of band files, or a multi-band GeoTIFF')
    .requiredOption('--out <folder>', 'where to write; made when it is not there')
    .option('--grid <metres>', 'pixel size of the mask: 10, 20 or 60 (20 where the product has it)')
    .option('--model <pack>', 'id or folder of a model pack (the best for the product and the device)')
    .option('--device <name>', DEVICE_CHOICES.join(', '), 'auto')
    .option('--threshold <pairs...>', 'confidence thresholds 0 to 1, for example cloud=0.5 shadow=0.4')
    .option('--buffer <pairs...>', 'buffers in metres, for example cloud=60 shadow=40')
    .option('--min-area <m2>', 'objects and holes smaller than this are removed, m²')
    .option('--aoi <file>', 'polygons to which the mask is cut: GeoJSON, GeoPackage, shapefile, FlatGeobuf or KML')
    .option('--format <list>', FORMAT_LIST, 'cog')
    .option('--overwrite', 'replace files that are there')
    .option('--threads <number>', 'CPU threads (all)')
    .option('--granule <name>', 'granule of an old product with several, or scene of a folder of band files')
    .option('--json', 'print one JSON object as the last line');
  addStackOptions(command).action((path: string, flags: MaskFlags) => runMask(path, flags, signal));
}

async function runMask(path: string, flags: MaskFlags, signal: AbortSignal): Promise<void> {
  if (flags.out === '') throw new UsageError('--out wants a folder, and is empty.');
  const device = deviceFlag(flags.device);
  const grid = gridFlag(flags.grid);
  const formats = formatFlag(flags.format);
  const read = flags.aoi === undefined ? null : await readAreaPath(flags.aoi);
  const area = read === null ? ({ kind: 'scene' } as const) : ({ kind: 'polygon', polygons: read.polygons } as const);
  const areaNotes = (read?.notes ?? []).map((note) => `${basename(flags.aoi ?? '')}: ${note}`);
  const begin = performance.now();
  const product = await openProduct(path, toOpenOptions(flags));
  const openSeconds = (performance.now() - begin) / 1000;
  const progress = createProgressReporter(process.stderr, flags.json === true && !process.stderr.isTTY);
  try {
    const folder = resolve(flags.out);
    await makeFolder(folder);
    await withWorkbench(numberFlag('--threads', flags.threads), async (bench) => {
      const recipe = recipeOf(flags, grid ?? defaultGrid(product), formats);
      const plan = await planRecipe(bench, product, recipe, area, device);
      const parameters = {
        thresholds: { ...plan.parameters.thresholds, ...parsePairs('--threshold', flags.threshold) },
        bufferMetres: { ...plan.parameters.bufferMetres, ...parsePairs('--buffer', flags.buffer) },
        minAreaSquareMetres: numberFlag('--min-area', flags.minArea) ?? plan.parameters.minAreaSquareMetres,
      };
      const result = await runRecipe(
        bench,
        product,
        { ...recipe, parameters },
        {
          area,
          folder,
          overwrite: flags.overwrite === true,
          device,
          version: VERSION,
          signal,
          onProgress: progress,
        },
      );
      progress.end();
      report(product, { ...result, warnings: [...areaNotes, ...result.warnings] }, openSeconds, flags.json === true);
    });
  } finally {
    progress.end();
    await product.close();
  }
}

function recipeOf(flags: MaskFlags, grid: GridMetres, formats: readonly ExportFormat[]): Recipe {
  return {
    grid,
    pack: flags.model ?? null,
    parameters: null,
    formats,
    cloudyClasses: ['shadow', 'semi', 'cloud'],
    cleanedBands: [],
    cleanedGrid: grid,
    cleanedStack: false,
    simplifyMetres: null,
  };
}

function report(product: Product, result: RecipeResult, openSeconds: number, json: boolean): void {
  // Of both processes, though they need not have been largest at the same time.
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024 + result.networkBytes;
  if (json) {
    const { files, percent, pack, packVersion, grid, provider, deviceReason, warnings, seconds } = result;
    const stages = { open: openSeconds, ...result.stageSeconds };
    const model = { id: pack, version: packVersion };
    const device = { provider, reason: deviceReason };
    print(
      JSON.stringify({
        product: product.id,
        outputs: files,
        grid,
        percent,
        seconds,
        stages,
        peakMemoryBytes,
        device,
        model,
        warnings,
      }),
    );
    return;
  }
  const percent = Object.entries(result.percent ?? {}).map(([id, share]) => `${id} ${share.toFixed(1)} %`);
  print(`${printable(product.id)}: ${percent.join(', ')}`);
  print(`${result.pack} ${result.packVersion} on ${result.provider}, ${result.grid} m, ${result.seconds.toFixed(1)} s`);
  for (const warning of result.warnings) print(`warning: ${printable(warning)}`);
  for (const file of result.files) print(printable(file.path));
}

/** Makes the folder that is written into. @throws ExportError */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new ExportError('The output folder cannot be made.', { file: folder, remedy: 'Choose another one.', cause });
  });
}

export function gridFlag(text: string | undefined, flag = '--grid'): GridMetres | undefined {
  const grid = GRID_METRES.find((metres) => String(metres) === text);
  if (text !== undefined && grid === undefined) throw new UsageError(`${flag} is 10, 20 or 60, not "${text}".`);
  return grid;
}

/** 20 m, or the next coarser grid that the product has, or 10 m. */
export function defaultGrid(product: Product): GridMetres {
  return GRID_METRES.find((grid) => grid >= 20 && product.grids[grid]) ?? 10;
}

export function deviceFlag(text: string): DeviceChoice {
  const device = DEVICE_CHOICES.find((choice) => choice === text);
  if (device === undefined) throw new UsageError(`--device is one of ${DEVICE_CHOICES.join(', ')}, not "${text}".`);
  return device;
}

function formatFlag(text: string): readonly ExportFormat[] {
  return text.split(',').map((name) => {
    const format = FORMATS.find(({ id }) => id === name.trim());
    if (format === undefined) throw new UsageError(`--format: "${name}" is not one of ${FORMAT_LIST}.`);
    return format.id;
  });
}
