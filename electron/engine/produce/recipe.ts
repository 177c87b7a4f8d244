import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SceneHelper } from '../contract/common.ts';
import type { Area, Recipe } from '../contract/recipe.ts';
import type { OnProgress } from '../core/bytes.ts';
import { ExportError } from '../core/errors.ts';
import { collectGarbage } from '../core/v8-settings.ts';
import type { StacPlace, WrittenOutput } from '../export/format.ts';
import type { Provenance } from '../export/provenance.ts';
import { refuseItemAlone } from '../export/stac/stac-format.ts';
import { finishInterrupted } from '../export/staging.ts';
import { type ClassPercents, classPercents, classStatistics } from '../mask/statistics.ts';
import type { Correction } from '../mask/types.ts';
import type { DeviceChoice } from '../model/providers.ts';
import type { Product } from '../product/types.ts';
import { computeClasses, computePlannedMask } from './compute-mask.ts';
import type { OutputContext } from './outputs.ts';
import { formatsOf, outputPaths, provenanceOf, subjectOf } from './outputs.ts';
import { planRecipe } from './plan.ts';
import { recipeProgress } from './recipe-progress.ts';
import { type ReportSources, reportEvidence } from './report-evidence.ts';
import { finishedWarning, requireRoom } from './room.ts';
import { requireUnchanged } from './unchanged.ts';
import type { Workbench } from './workbench.ts';

export interface RecipeResult {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly percent: ClassPercents;
  readonly seconds: number;
  readonly warnings: readonly string[];
  readonly pack: string;
  readonly packVersion: string;
  readonly grid: number;
  readonly provider: string;
  readonly deviceReason: string;
  /** Most memory that the network's process has held, bytes. */
  readonly networkBytes: number;
  /** Seconds of each stage. */
  readonly stageSeconds: Readonly<Record<string, number>>;
}

export interface RecipeOptions {
  readonly area: Area;
  /** Made by hand on this product. */
  readonly corrections?: readonly Correction[] | undefined;
  /** Where sliders and corrections came from; goes into the provenance. */
  readonly settings?: Provenance['settings'];
  /** Of this product. */
  readonly helper?: SceneHelper | undefined;
  readonly folder: string;
  readonly overwrite: boolean;
  readonly device: DeviceChoice;
  /** Of the application; goes into the provenance. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** What a report compares the mask with. */
  readonly reportSources?: ReportSources | undefined;
  /** As of `ExportSource`. */
  readonly place?: StacPlace | undefined;
  /** Called before each output; what it throws ends the run. */
  readonly beforeWriting?: (() => Promise<void>) | undefined;
}

/** What of a recipe's main files is there already. */
export async function existingOutputs(context: OutputContext): Promise<readonly { path: string; exists: boolean }[]> {
  return Promise.all(
    outputPaths(context).map(async (path) => ({
      path,
      exists: await stat(path).then(
        () => true,
        () => false,
      ),
    })),
  );
}

/**
 * From a product to files: probabilities, mask, everything that the recipe names.
 * @throws before computing when a target is there and may not be overwritten, or the folder cannot be written to or has no
 *   room; otherwise what the stages throw. Files that were written whole before a failure stay.
 */
export async function runRecipe(
  bench: Workbench,
  product: Product,
  recipe: Recipe,
  options: RecipeOptions,
): Promise<RecipeResult> {
  const { signal, onProgress, device, folder, overwrite, corrections = [], helper } = options;
  const startedAt = new Date();
  const begin = performance.now();
  const plan = await planRecipe(bench, product, recipe, options.area, device);
  const context: OutputContext = { product, recipe, plan, folder };
  refuseItemAlone(recipe.formats);
  const finished = await finishInterrupted(folder);
  if (!overwrite) await refuseExisting(context);
  await requireRoom(context);
  const formats = formatsOf(recipe);

  const progress = recipeProgress(formats, subjectOf(context), onProgress);
  const usesProbabilities = formats.some((format) => format.usesProbabilities);
  const { computed, probabilities } = await computeFor(usesProbabilities, bench, product, plan, {
    corrections,
    helper,
    device,
    signal,
    onProgress: progress.computing,
  });
  if (!usesProbabilities) collectGarbage(computed.mask);
  const provenance = provenanceOf(context, computed, {
    version: options.version,
    startedAt,
    corrections,
    helper,
    settings: options.settings,
  });
  const { mask } = computed;
  const { pack } = plan;
  const percent = classPercents(classStatistics(mask), computed.areaPixels);
  const written: WrittenOutput[] = [];
  const evidence = () => reportEvidence(bench, product, plan, mask, options.reportSources ?? {});
  const shared = { provenance, rasters: bench.rasters, pack, written, evidence, place: options.place };
  const { areaPixels } = computed;
  const source = { ...subjectOf(context), mask, percent, areaPixels, probabilities, ...shared };
  const files: { readonly path: string; readonly bytes: number }[] = [];
  const warnings = [...provenance.warnings, ...finishedWarning(finished)];
  const stageSeconds: Record<string, number> = { ...computed.seconds };
  try {
    for (const [index, format] of formats.entries()) {
      const stageBegin = performance.now();
      await options.beforeWriting?.();
      const result = await format.write(source, folder, {
        overwrite,
        signal,
        // Some formats read bands, long after those that the mask was made of.
        beforeNaming: () => requireUnchanged(product),
        onProgress: progress.writing(index),
      });
      written.push({ format, files: result.files });
      files.push(...result.files);
      warnings.push(...result.warnings);
      stageSeconds[`write ${format.id}`] = (performance.now() - stageBegin) / 1000;
    }
  } finally {
    await computed.written;
  }
  warnings.push(...computed.troubles());
  return {
    files: [...new Map(files.map((file) => [file.path, file])).values()],
    percent,
    seconds: (performance.now() - begin) / 1000,
    warnings,
    pack: plan.pack.id,
    packVersion: plan.pack.manifest.version,
    grid: plan.grid.pixelMetres,
    provider: computed.provider,
    deviceReason: computed.deviceReason,
    networkBytes: computed.networkBytes,
    stageSeconds,
  };
}

/** What is computed; probabilities, four bytes for each pixel, only where they are used, and then nobody else has them. */
async function computeFor(usesProbabilities: boolean, ...of: Parameters<typeof computeClasses>) {
  if (!usesProbabilities) return { computed: await computeClasses(...of), probabilities: null };
  const { probabilities, ...computed } = await computePlannedMask(...of);
  return { computed, probabilities };
}

async function refuseExisting(context: OutputContext): Promise<void> {
  const there = (await existingOutputs(context)).filter(({ exists }) => exists).map(({ path }) => path);
  if (there.length === 0) return;
  const names = there.map((path) => basename(path)).join(', ');
  throw new ExportError(`${there.length === 1 ? 'A file is' : 'Files are'} there already: ${names}.`, {
    file: context.folder,
    remedy: 'Allow overwriting, or choose another folder.',
  });
}
