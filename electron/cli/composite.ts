import type { Command } from 'commander';
import { type BandId, isBandId } from '../engine/core/bands.ts';
import { overrideParameters } from '../engine/mask/parameters.ts';
import { planRecipe } from '../engine/produce/plan.ts';
import type { Workbench } from '../engine/produce/workbench.ts';
import { defaultGrid } from '../engine/product/product-grid.ts';
import type { Product } from '../engine/product/types.ts';
import { type CompositeResult, makeComposite } from '../engine/series/composite.ts';
import type { SeriesDate } from '../engine/series/dates.ts';
import { VERSION } from '../shell/version.ts';
import { parsePairs } from './pairs.ts';
import { areaFlag, deviceFlag, gridFlag, persistenceFlags } from './recipe-options.ts';
import { addReadingOptions, numberFlag, type StackFlags, toOpenOptions } from './stack-options.ts';
import { print, printable, UsageError } from './terminal.ts';
import { requireTiff, withSeries } from './with-series.ts';

interface CompositeFlags extends Pick<StackFlags, 'level' | 'scale' | 'offset'> {
  readonly out: string;
  readonly grid?: string;
  readonly maskGrid?: string;
  readonly bands?: string;
  readonly targetDate?: string;
  readonly aoi?: string;
  readonly model?: string;
  readonly device: string;
  readonly threshold?: string[];
  readonly buffer?: string[];
  readonly minArea?: string;
  readonly shadowsNeedCloud?: boolean;
  readonly persistence?: string;
  readonly lowerPersistent?: string;
  readonly overwrite?: boolean;
  readonly threads?: string;
  readonly json?: boolean;
}

/** `nephoscope composite PRODUCTS... --out FILE ...` */
export function addComposite(program: Command, signal: AbortSignal): void {
  const command = program
    .command('composite')
    .description('write the best clear observation of every pixel over dates of one tile')
    .argument(
      '<products...>',
      'products of one tile and level (multi-band GeoTIFFs by their names), or folders that hold some',
    )
    .requiredOption('--out <file>', 'GeoTIFF to be written; its provenance stands beside it as .json')
    .option('--target-date <date>', 'prefer observations near this day, for example 2024-06-15')
    .option('--bands <list>', 'bands to write, for example B02,B03,B04,B08 (all that the products have in common)')
    .option('--grid <metres>', 'pixel size of the composite: 10, 20 or 60 (20 where the products have it)')
    .option('--mask-grid <metres>', "pixel size of the masks (the composite's)")
    .option('--aoi <file>', 'polygons to which it is cut: GeoJSON, GeoPackage, shapefile, FlatGeobuf or KML')
    .option('--model <pack>', 'id or folder of a model pack (the best for the products and the device)')
    .option('--device <name>', 'as of mask', 'auto')
    .option('--threshold <pairs...>', 'confidence thresholds 0 to 1 of the masks, for example cloud=0.5 shadow=0.4')
    .option('--buffer <pairs...>', 'buffers of the masks in metres, for example cloud=60 shadow=40')
    .option('--min-area <m2>', 'objects and holes of the masks smaller than this are removed, m²')
    .option('--shadows-need-cloud', 'as of mask (as the pack says)')
    .option('--no-shadows-need-cloud', 'as of mask')
    .option('--persistence <file>', 'as of mask')
    .option('--lower-persistent <share>', 'as of mask')
    .option('--overwrite', 'replace the file when it is there')
    .option('--threads <number>', 'CPU threads (all)')
    .option('--json', 'print one JSON object as the last line');
  addReadingOptions(command).action((paths: string[], flags: CompositeFlags) => runComposite(paths, flags, signal));
}

async function runComposite(paths: readonly string[], flags: CompositeFlags, signal: AbortSignal): Promise<void> {
  requireTiff(flags.out);
  const { bands: _written, ...reading } = flags;
  const device = deviceFlag(flags.device);
  const bands = bandsFlag(flags.bands);
  const grid = gridFlag(flags.grid);
  const maskGrid = gridFlag(flags.maskGrid, '--mask-grid');
  const { area, warnings } = await areaFlag(flags.aoi);
  await withSeries(paths, flags, { ...toOpenOptions(reading), signal }, async (series) => {
    const { bench, products, notes, path, progress } = series;
    const gridMetres = grid ?? (products[0] ? defaultGrid(products[0]) : 20);
    const dates: SeriesDate[] = [];
    for (const product of products) dates.push(await dateOf(bench, product, flags, maskGrid ?? gridMetres, device));
    const result = await makeComposite(bench, dates, {
      grid: gridMetres,
      maskGrid: maskGrid ?? gridMetres,
      bands,
      targetDate: flags.targetDate ?? null,
      area,
      path,
      overwrite: flags.overwrite === true,
      device,
      version: VERSION,
      notes,
      signal,
      onProgress: progress,
    });
    progress.end();
    report({ ...result, warnings: [...warnings, ...result.warnings] }, flags.json === true);
  });
}

/** A product with the parameters of its pack, of which the command line changes some. */
async function dateOf(
  bench: Workbench,
  product: Product,
  flags: CompositeFlags,
  grid: 10 | 20 | 60,
  device: ReturnType<typeof deviceFlag>,
): Promise<SeriesDate> {
  const pack = flags.model ?? null;
  const plan = await planRecipe(bench, product, { grid, pack, parameters: null }, { kind: 'scene' }, device);
  const parameters = overrideParameters(plan.parameters, {
    thresholds: parsePairs('--threshold', flags.threshold),
    bufferMetres: parsePairs('--buffer', flags.buffer),
    minAreaSquareMetres: numberFlag('--min-area', flags.minArea),
    shadowsNeedCloud: flags.shadowsNeedCloud,
    persistence: persistenceFlags(flags),
  });
  return { product, pack, parameters, corrections: [] };
}

function report({ files, warnings, seconds, observedShare, dates }: CompositeResult, json: boolean): void {
  if (json) {
    print(JSON.stringify({ outputs: files, observedPercent: 100 * observedShare, dates, seconds, warnings }));
    return;
  }
  print(`${(100 * observedShare).toFixed(1)} % has a clear observation; ${seconds.toFixed(1)} s`);
  const taken = dates.reduce((sum, { pixels }) => sum + pixels, 0);
  for (const { day, product, clearShare, pixels } of dates) {
    const share = `${((100 * pixels) / Math.max(1, taken)).toFixed(1).padStart(5)} % of the composite`;
    print(`${day} ${(100 * clearShare).toFixed(1).padStart(5)} % clear ${share}  ${printable(product)}`);
  }
  for (const warning of warnings) print(`warning: ${printable(warning)}`);
  for (const file of files) print(printable(file.path));
}

function bandsFlag(text: string | undefined): readonly BandId[] {
  return (text ?? '')
    .split(',')
    .filter((name) => name.trim() !== '')
    .map((name) => {
      const band = name.trim().toUpperCase();
      if (isBandId(band)) return band;
      throw new UsageError(`--bands: "${name}" is not a band of Sentinel-2.`, {
        remedy: 'Write for example B02,B03,B04,B08.',
      });
    });
}
