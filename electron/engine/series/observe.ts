import type { Area } from '../contract/recipe.ts';
import type { GridMetres } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CLEAR } from '../core/classes.ts';
import type { Grid } from '../core/grid.ts';
import type { Provenance } from '../export/provenance.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { computePlannedMask } from '../produce/compute-mask.ts';
import { correctionsToPixels } from '../produce/corrections.ts';
import { provenanceOf } from '../produce/outputs.ts';
import { type Plan, planRecipe } from '../produce/plan.ts';
import type { Workbench } from '../produce/workbench.ts';
import type { BlockPlan } from './blocks.ts';
import type { SeriesDate } from './dates.ts';
import { type WeightFile, writeWeights } from './weight-files.ts';
import { observationWeights } from './weights.ts';

/** What a date is to the composite: its weights, and how they came about. */
export interface ObservedDate {
  readonly weights: WeightFile;
  /** Share of the area that is clear, 0 to 1. */
  readonly clearShare: number;
  readonly areaSquareMetres: number;
  readonly provenance: Provenance;
}

export interface ObserveOptions {
  readonly maskGrid: GridMetres;
  readonly area: Area;
  readonly device: DeviceChoice;
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** How the mask of a date is to be made. @throws as `planRecipe` */
export function planMask(bench: Workbench, date: SeriesDate, options: ObserveOptions): Promise<Plan> {
  const { pack, parameters, product } = date;
  return planRecipe(bench, product, { grid: options.maskGrid, pack, parameters }, options.area, options.device);
}

/**
 * Makes the mask of a date, as an export would, computing probabilities that are not there yet, and writes what its
 * observations weigh into `folder`. Holds one mask and its probabilities.
 */
export async function observeDate(
  bench: Workbench,
  { product, corrections, helper }: SeriesDate,
  plan: Plan,
  target: { readonly folder: string; readonly name: string; readonly grid: Grid; readonly blocks: BlockPlan },
  options: ObserveOptions,
): Promise<ObservedDate> {
  const startedAt = new Date();
  const { device, signal, onProgress, version } = options;
  const computed = await computePlannedMask(bench, product, plan, { corrections, helper, device, signal, onProgress });
  await computed.written;
  const { mask, probabilities } = computed;
  const { column, row } = plan.window;
  const placed = { column, row, list: correctionsToPixels(corrections, plan.grid) };
  const weights = observationWeights(mask, probabilities, placed);
  const file = await writeWeights(
    target.folder,
    target.name,
    { grid: plan.windowGrid, weights },
    target.grid,
    target.blocks,
  );
  const provenance = provenanceOf({ product, plan }, computed, { version, startedAt, corrections, helper });
  const clear = mask.codes.reduce((sum, code) => sum + (code === CLEAR ? 1 : 0), 0);
  return {
    weights: file,
    clearShare: clear / computed.areaPixels,
    areaSquareMetres: computed.areaPixels * plan.grid.pixelMetres ** 2,
    provenance: { ...provenance, warnings: [...provenance.warnings, ...computed.troubles()] },
  };
}
