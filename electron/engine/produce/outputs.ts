import { basename, join } from 'node:path';
import type { ExportFormat, Recipe } from '../contract/recipe.ts';
import { BAND_IDS, type BandId } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { type ClassCode, FLAGGED_CLASSES, MASK_CLASSES } from '../core/classes.ts';
import { ExportError } from '../core/errors.ts';
import { type Grid, windowGrid } from '../core/grid.ts';
import { exportCleaned } from '../export/cleaned.ts';
import { exportMaskCog } from '../export/mask-cog.ts';
import { exportNames, plainMetres } from '../export/names.ts';
import { exportPolygons } from '../export/polygons.ts';
import { exportProbabilities } from '../export/probabilities.ts';
import type { Provenance } from '../export/provenance.ts';
import { exportQuicklook } from '../export/quicklook.ts';
import type { ExportOptions, ExportResult } from '../export/types.ts';
import { tracePolygons } from '../mask/polygons.ts';
import { classStatistics } from '../mask/statistics.ts';
import type { Correction } from '../mask/types.ts';
import type { Product } from '../product/types.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import type { ComputedMask } from './compute-mask.ts';
import { trueColourPicture } from './picture.ts';
import type { Plan } from './plan.ts';
import { gridOf } from './probabilities.ts';
import type { Workbench } from './workbench.ts';

/** Everything that writing needs to know. */
export interface OutputContext {
  readonly bench: Workbench;
  readonly product: Product;
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly folder: string;
}

/** Bands of cleaned rasters: those chosen, or all that the product has. */
export function cleanedBands(product: Product, recipe: Recipe): readonly BandId[] {
  const there = BAND_IDS.filter((band) => (product.bands[band]?.length ?? 0) > 0);
  if (recipe.cleanedBands.length > 0) {
    const missing = recipe.cleanedBands.filter((band) => !there.includes(band));
    if (missing.length === 0) return recipe.cleanedBands;
    throw new ExportError(`${product.id} does not have ${missing.join(', ')}.`, {
      remedy: `It has ${there.join(', ')}.`,
    });
  }
  return there;
}

/** Main files that a recipe writes, by format; sidecars not counted. */
export function outputPaths({ product, recipe, plan, folder }: OutputContext): Record<ExportFormat, readonly string[]> {
  const names = exportNames(product.id, plan.grid.pixelMetres, plan.pack.id);
  const { cleanedGrid, cleanedStack } = recipe;
  const cleanedMetres = () => gridOf(product, cleanedGrid).pixelMetres;
  const cleaned = (): string[] =>
    cleanedStack
      ? [names.cleaned(cleanedMetres())]
      : cleanedBands(product, recipe).map((band) => names.cleaned(cleanedMetres(), band));
  const wanted: Record<ExportFormat, () => readonly string[]> = {
    cog: () => [names.mask],
    shp: () => [names.polygons('shp')],
    gpkg: () => [names.polygons('gpkg')],
    fgb: () => [names.polygons('fgb')],
    geojson: () => [names.polygons('geojson')],
    cleaned,
    probabilities: () => [names.probabilities],
    quicklook: () => [names.quicklook],
  };
  const paths = (format: ExportFormat): readonly string[] =>
    recipe.formats.includes(format) ? wanted[format]().map((name) => join(folder, name)) : [];
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, paths(key as ExportFormat)])) as Record<
    ExportFormat,
    readonly string[]
  >;
}

/** Writes one format of a mask that is computed. @throws ExportError, CancelledError; nothing half-written is left. */
export async function writeOutput(
  format: ExportFormat,
  context: OutputContext,
  computed: ComputedMask,
  provenance: Provenance,
  options: ExportOptions,
): Promise<ExportResult> {
  const { product, recipe, plan, bench } = context;
  const { mask, probabilities } = computed;
  const grid = plan.windowGrid;
  const target = outputPaths(context)[format][0] as string;
  switch (format) {
    case 'cog':
      return exportMaskCog({ grid, codes: mask.codes, provenance }, target, options);
    case 'probabilities':
      return exportProbabilities({ grid, planes: probabilities.planes, provenance }, target, options);
    case 'quicklook': {
      const image = await trueColourPicture(product, plan.grid, plan.window, bench.rasters, {
        signal: options.signal,
      });
      const metadata = {
        Title: product.id,
        Software: `${provenance.application.name} ${provenance.application.version}`,
      };
      return exportQuicklook({ image, mask, metadata }, target, options);
    }
    case 'cleaned':
      return writeCleaned(context, computed, provenance, options);
    default: {
      const toleranceMetres = recipe.simplifyMetres ?? grid.pixelMetres / 2;
      const polygons = tracePolygons(mask, grid, { toleranceMetres, signal: options.signal });
      const validSquareMetres = classStatistics(mask).validPixels * grid.pixelMetres ** 2;
      const attributes = { productId: product.id, sensingTime: product.sensingTime, validSquareMetres };
      return exportPolygons({ grid, polygons, ...attributes }, target, format, options);
    }
  }
}

async function writeCleaned(
  context: OutputContext,
  { mask }: ComputedMask,
  provenance: Provenance,
  options: ExportOptions,
): Promise<ExportResult> {
  const { product, recipe, plan, bench } = context;
  const bandGrid = gridOf(product, recipe.cleanedGrid);
  const scale = plan.grid.pixelMetres / bandGrid.pixelMetres;
  const window = {
    column: Math.floor(plan.window.column * scale),
    row: Math.floor(plan.window.row * scale),
    width: Math.min(bandGrid.width, Math.ceil(plan.window.width * scale)),
    height: Math.min(bandGrid.height, Math.ceil(plan.window.height * scale)),
  };
  const grid = windowGrid(bandGrid, window);
  const bands = cleanedBands(product, recipe);
  const names = exportNames(product.id, plan.grid.pixelMetres, plan.pack.id);
  const flagged = MASK_CLASSES.filter(({ id }) => FLAGGED_CLASSES.some((flag) => flag === id));
  const maskedCodes = new Set<ClassCode>(
    flagged.filter(({ id }) => recipe.cloudyClasses.some((cloudy) => cloudy === id)).map(({ code }) => code),
  );
  const warnings = new Set(coarserNote(product, bands, bandGrid));
  const result = await exportCleaned(
    {
      grid,
      bands: bands.map((id) => ({ id, offset: product.offsets[id] ?? 0 })),
      quantification: product.quantification,
      read: async (band, part, signal) => {
        const asked = { ...part, column: part.column + window.column, row: part.row + window.row };
        const read = await readBandOnGrid(product, product.bands[band]!, bandGrid, asked, bench.rasters, { signal });
        for (const { message } of read.warnings) warnings.add(message);
        return read.dn;
      },
      mask: { grid: plan.windowGrid, codes: mask.codes },
      maskedCodes,
      provenance,
    },
    recipe.cleanedStack
      ? { kind: 'stack', path: join(context.folder, names.cleaned(bandGrid.pixelMetres)) }
      : { kind: 'bands', pathOf: (band) => join(context.folder, names.cleaned(bandGrid.pixelMetres, band)) },
    options,
  );
  return { ...result, warnings: [...result.warnings, ...warnings] };
}

/** Which bands have no pixels as fine as the grid's, so that those written are interpolated. */
function coarserNote(product: Product, bands: readonly BandId[], grid: Grid): readonly string[] {
  const finest = (band: BandId) => {
    const { pixelMetres } = product.bands[band]![0]!;
    return product.grids[pixelMetres]?.pixelMetres ?? pixelMetres;
  };
  const coarser = bands.filter((band) => finest(band) > grid.pixelMetres);
  if (coarser.length === 0) return [];
  const named = coarser.map((band) => `${band} (${finest(band)} m)`).join(', ');
  return [`Cleaned bands of coarser pixels are interpolated to ${plainMetres(grid.pixelMetres)} m: ${named}.`];
}

/** The provenance that goes into everything that is written. */
export function provenanceOf(
  { product, plan }: OutputContext,
  computed: Pick<ComputedMask, 'provider' | 'seconds' | 'warnings'>,
  run: { readonly version: string; readonly startedAt: Date; readonly corrections: readonly Correction[] },
): Provenance {
  const { level, platform, tile, sensingTime, baseline, id, path, quantification, offsets } = product;
  const { manifest, modelSha256 } = plan.pack;
  return {
    application: { name: 'Nephoscope', version: run.version },
    product: {
      id,
      source: basename(path),
      level,
      platform,
      tile,
      sensingTime,
      baseline,
      radiometry: { quantification, offsets, source: product.radiometrySource ?? null },
    },
    pack: { id: manifest.id, version: manifest.version, sha256: modelSha256 },
    device: computed.provider,
    parameters: plan.parameters,
    corrections: run.corrections,
    startedAt: run.startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    seconds: computed.seconds,
    warnings: [...product.warnings.map(({ message }) => message), ...computed.warnings],
  };
}

/** Progress of a part of the work as progress of the whole: from `start` to `end`. */
export function partOf(onProgress: OnProgress | undefined, start: number, end: number): OnProgress {
  return (progress) => onProgress?.({ ...progress, fraction: start + (end - start) * progress.fraction });
}
