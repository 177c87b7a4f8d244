import { basename, join } from 'node:path';
import type { SceneHelper } from '../contract/common.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { OnProgress } from '../core/bytes.ts';
import type { ByteRange } from '../export/estimate.ts';
import type { ExportSubject, OutputFormat } from '../export/format.ts';
import { FORMATS } from '../export/formats.ts';
import type { Provenance } from '../export/provenance.ts';
import { packParameters } from '../mask/pack-parameters.ts';
import type { Correction } from '../mask/types.ts';
import { isAddress } from '../product/remote/address.ts';
import { storedScaling } from '../product/stored-values.ts';
import type { Product } from '../product/types.ts';
import type { ComputedMask } from './compute-mask.ts';
import type { Plan } from './plan.ts';

/** Whatever is written is written of this. */
export interface OutputContext {
  readonly product: Product;
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly folder: string;
}

/** The formats of a recipe in the order in which they are written. */
export function formatsOf(recipe: Pick<Recipe, 'formats'>): readonly OutputFormat[] {
  return FORMATS.filter(({ id }) => recipe.formats.includes(id)).toSorted((a, b) => a.order - b.order);
}

export function subjectOf({ product, recipe, plan }: Omit<OutputContext, 'folder'>): ExportSubject {
  const { grid, window, pack, areaName } = plan;
  return { product, recipe, grid, window, packId: pack.id, areaName };
}

/** Main files that a recipe writes; what stands beside them not counted. */
export function outputPaths(context: OutputContext): readonly string[] {
  const subject = subjectOf(context);
  return formatsOf(context.recipe).flatMap((format) => format.names(subject).map((name) => join(context.folder, name)));
}

/** Between how many bytes a recipe's files will take. */
export function outputRange(context: Omit<OutputContext, 'folder'>): ByteRange {
  const subject = subjectOf(context);
  const ranges = formatsOf(context.recipe).map((format) => format.estimate(subject));
  return ranges.reduce(([least, most], [from, to]) => [least + from, most + to], [0, 0]);
}

/** What the user should know before a recipe's files are written. */
export function outputNotes(context: Omit<OutputContext, 'folder'>): readonly string[] {
  const subject = subjectOf(context);
  return formatsOf(context.recipe).flatMap((format) => format.notes?.(subject) ?? []);
}

/**
 * How parameters and persistent places stand in a provenance: places by what the raster holds, not by where it lay, and shadows
 * that need a cloud only where the sun was known to look for it.
 */
export function recordedParameters(
  {
    parameters: { persistence: _, shadowsNeedCloud, ...numbers },
    persistence,
  }: Pick<Plan, 'parameters' | 'persistence'>,
  { sun }: Pick<Product, 'sun'>,
): Pick<Provenance, 'parameters' | 'persistence'> {
  const parameters = shadowsNeedCloud && sun ? { ...numbers, shadowsNeedCloud } : numbers;
  if (!persistence) return { parameters };
  const { name: raster, sha256, weight, dates, cloudPixels, shadowPixels } = persistence;
  return { parameters, persistence: { raster, sha256, weight, dates, cloudPixels, shadowPixels } };
}

/** The provenance that goes into everything that is written. */
export function provenanceOf(
  { product, plan }: Pick<OutputContext, 'product' | 'plan'>,
  computed: Pick<ComputedMask, 'provider' | 'seconds' | 'warnings'>,
  run: {
    readonly version: string;
    readonly startedAt: Date;
    readonly corrections: readonly Correction[];
    readonly settings?: Provenance['settings'];
    readonly helper?: SceneHelper | undefined;
  },
): Provenance {
  const { level, platform, tile, sensingTime, baseline, id, path, quantification, offsets } = product;
  const { manifest, modelSha256 } = plan.pack;
  const { thresholdsWithout } = packParameters(manifest, product);
  const stored = storedScaling(product);
  return {
    application: { name: 'Nephoscope', version: run.version },
    product: {
      id,
      source: isAddress(path) ? path : basename(path),
      level,
      platform,
      tile,
      sensingTime,
      baseline,
      radiometry: { quantification, offsets, source: product.radiometrySource ?? null, ...(stored ? { stored } : {}) },
    },
    pack: {
      id: manifest.id,
      version: manifest.version,
      sha256: modelSha256,
      ...(thresholdsWithout.length > 0 ? { thresholdsWithout } : {}),
    },
    device: computed.provider,
    ...recordedParameters(plan, product),
    ...(run.settings === undefined ? {} : { settings: run.settings }),
    corrections: run.corrections,
    ...(run.helper === undefined ? {} : { helper: run.helper }),
    startedAt: run.startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    seconds: computed.seconds,
    warnings: [...product.warnings.map(({ message }) => message), ...computed.warnings],
  };
}

/** Progress of a part of the work as progress of the whole: from `start` to `end`. The time that the part has left is not the whole's. */
export function partOf(onProgress: OnProgress | undefined, start: number, end: number): OnProgress {
  return ({ fraction, stage }) => onProgress?.({ fraction: start + (end - start) * fraction, stage });
}
