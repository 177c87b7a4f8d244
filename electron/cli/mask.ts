import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { placeOfGrid } from '../engine/compare/raster-place.ts';
import { readReference } from '../engine/compare/reference.ts';
import type { GridMetres } from '../engine/core/bands.ts';
import { productFolderName } from '../engine/export/names.ts';
import { writeCatalog } from '../engine/export/stac/catalog.ts';
import { overrideParameters } from '../engine/mask/parameters.ts';
import { planRecipe } from '../engine/produce/plan.ts';
import type { RecipeResult } from '../engine/produce/recipe.ts';
import { runRecipe } from '../engine/produce/recipe.ts';
import type { ReportSources } from '../engine/produce/report-evidence.ts';
import type { Workbench } from '../engine/produce/workbench.ts';
import { defaultGrid, productGrid } from '../engine/product/product-grid.ts';
import type { Product } from '../engine/product/types.ts';
import { VERSION } from '../shell/version.ts';
import { makeFolder } from './make-folder.ts';
import { openNamedProduct } from './open-product.ts';
import type { RecipeFlags } from './recipe-options.ts';
import {
  addRecipeOptions,
  areaFlag,
  deviceFlag,
  formatFlag,
  gridFlag,
  overridesOf,
  recipeOf,
} from './recipe-options.ts';
import { addRemoteOption, remoteFlag, tellFetched } from './remote-option.ts';
import { numberFlag, toOpenOptions } from './stack-options.ts';
import { createProgressReporter, print, printable, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

interface MaskFlags extends RecipeFlags {
  readonly out: string;
  readonly catalog?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly reference?: string[];
  readonly points?: string;
  readonly remote?: boolean;
}

/** `nephoscope mask PRODUCT --out DIR ...` */
export function addMask(program: Command, signal: AbortSignal): void {
  const command = program
    .command('mask')
    .description('compute the mask of a product and write it')
    .argument(
      '<product>',
      'SAFE folder, its MTD_*.xml, an EOPF Zarr folder, a zip of either, a folder of band files, a STAC item, or a multi-band GeoTIFF; with --remote, its address',
    )
    .requiredOption('--out <folder>', 'where to write; made when it is not there')
    .option('--catalog', "write into a folder of the product's name, with a STAC item and a catalogue of it")
    .option('--overwrite', 'replace files that are there')
    .option('--granule <name>', 'granule of an old product with several, or scene of a folder of band files')
    .option(
      '--reference <files...>',
      'class rasters that a report compares the mask with, besides those of the product',
    )
    .option('--points <file>', 'table of labelled points that a report scores the mask on')
    .option('--json', 'print one JSON object as the last line');
  addRemoteOption(command);
  addRecipeOptions(command, 'cog').action((path: string, flags: MaskFlags) => runMask(path, flags, signal));
}

async function runMask(path: string, flags: MaskFlags, signal: AbortSignal): Promise<void> {
  if (flags.out === '') throw new UsageError('--out wants a folder, and is empty.');
  const device = deviceFlag(flags.device);
  const grid = gridFlag(flags.grid);
  const formats = [...new Set([...formatFlag(flags), ...(flags.catalog ? (['stac'] as const) : [])])];
  const { area, warnings } = await areaFlag(flags.aoi);
  const access = remoteFlag(flags);
  const progress = createProgressReporter(process.stderr, flags.json === true && !process.stderr.isTTY);
  // Its threads begin while the product is opened.
  await withWorkbench(numberFlag('--threads', flags.threads), async (bench) => {
    const begin = performance.now();
    const product = await openNamedProduct(path, { ...toOpenOptions(flags), ...access, signal });
    const openSeconds = (performance.now() - begin) / 1000;
    try {
      const folder = flags.catalog ? join(resolve(flags.out), productFolderName(product.id)) : resolve(flags.out);
      await makeFolder(folder);
      const recipe = recipeOf(flags, grid ?? defaultGrid(product), formats);
      const plan = await planRecipe(bench, product, recipe, area, device);
      const parameters = overrideParameters(plan.parameters, overridesOf(flags));
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
          reportSources: reportSourcesOf(bench, product, flags),
        },
      );
      progress.end();
      if (flags.catalog) await writeCatalog(folder, product.id, itemsOf(result));
      report(product, { ...result, warnings: [...warnings, ...result.warnings] }, openSeconds, flags.json === true);
    } finally {
      progress.end();
      tellFetched(access.remote);
      await bench.rasters.release(product);
      await product.close();
    }
  });
}

/** What a report compares with. @throws UsageError where no report is written */
function reportSourcesOf({ rasters }: Workbench, product: Product, flags: MaskFlags): ReportSources {
  const { reference = [], points } = flags;
  if ((reference.length > 0 || points !== undefined) && !flags.format.split(',').includes('report'))
    throw new UsageError('--reference and --points are for a report: write --format report.');
  const references = reference.map((path) => ({
    name: basename(path),
    read: (metres: number) => {
      const onto = placeOfGrid(productGrid(product, metres as GridMetres));
      return readReference(resolve(path), 'auto', { decoder: rasters.decoder, onto });
    },
  }));
  const table =
    points === undefined
      ? {}
      : { points: { path: resolve(points), name: basename(points), file: null, pixelMetres: null } };
  return { references, ...table };
}

/** The items among what was written; the network's is none of the product. */
function itemsOf({ files }: RecipeResult): readonly string[] {
  return files.map(({ path }) => basename(path)).filter((name) => /_stac_\S*\.json$/.test(name));
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
