import type { SceneHelper } from '../contract/common.ts';
import type { OnProgress } from '../core/bytes.ts';
import { MISSING } from '../core/classes.ts';
import { ParameterError, RasterError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { cropPlane, cropProbabilities, isSameSize, type ProbabilityRaster } from '../core/probabilities.ts';
import { collectGarbage } from '../core/v8-settings.ts';
import { classify, isByThresholds } from '../mask/compute.ts';
import { applyCorrections, type PlacedCorrections } from '../mask/corrections.ts';
import { shareProbabilities } from '../mask/runner.ts';
import type { ClassRaster, Correction } from '../mask/types.ts';
import { packScopeWarnings } from '../model/pack-scope.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { type GatheredCodes, gatherCodes, gatherWindow } from '../model/store-gather.ts';
import { gridKey } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { clipToPolygons } from './area.ts';
import { correctionsToPixels } from './corrections.ts';
import { featuresOf } from './features.ts';
import { lowerWindow } from './persistent-places.ts';
import type { Plan } from './plan.ts';
import { type ComputedProbabilities, type ComputeOptions, computeProbabilities } from './probabilities.ts';
import type { Workbench } from './workbench.ts';

export interface ComputedMask {
  /** Classes of the plan's window; outside of its area missing. */
  readonly mask: ClassRaster;
  /** Pixels of it that lie in the area. */
  readonly areaPixels: number;
  /** Probabilities of the plan's window that the mask was made of: persistent places are lowered in them. */
  readonly probabilities: ProbabilityRaster;
  /** As of `InferenceReport`. */
  readonly written: Promise<void>;
  readonly provider: string;
  readonly deviceReason: string;
  readonly warnings: readonly string[];
  /** As of `ComputedProbabilities`. */
  troubles(): readonly string[];
  /** As of `InferenceReport`. */
  readonly networkBytes: number;
  /** Seconds of each stage. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** What was computed, for those who want no probabilities. */
export type ComputedClasses = Omit<ComputedMask, 'probabilities'>;

export interface MaskOptions {
  readonly corrections: readonly Correction[];
  readonly helper?: SceneHelper | undefined;
  readonly device: DeviceChoice;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Probabilities, where they are not on disk yet, and the mask that the plan's parameters and corrections make of them. */
export async function computePlannedMask(
  bench: Workbench,
  product: Product,
  plan: Plan,
  options: MaskOptions,
): Promise<ComputedMask> {
  const { signal, corrections, helper } = options;
  const { pack, computeWindow, grid } = plan;
  bench.masks.prepare();
  const gridMetres = gridKey(product, grid);
  const run = startRun(bench, product, plan, { ...options, through: gatherWindow });
  const { store } = await run.compute();
  options.onProgress?.({ fraction: 1, stage: 'Computing the mask' });
  const features =
    helper && (await featuresOf(bench, { product, pack, gridMetres }, { window: computeWindow, signal }));
  const stored = (from: ProbabilityStore) => (features ? bench.heads.changed(from, features, helper!) : from);
  const readFrom = (from: ProbabilityStore) => stored(from).readWindow(computeWindow, 0, { shared: true });
  const read = await readFrom(store).catch((error: unknown) => run.again(error, readFrom));
  const probabilities = shareProbabilities(read);
  await lowerWindow(bench.places, plan.parameters, probabilities, grid, computeWindow);
  const placed = placeCorrections(corrections, plan);
  const whole = await bench.masks.compute(probabilities, plan.parameters, { corrections: placed, signal });
  return { ...run.finish(whole), probabilities: cropProbabilities(probabilities, computeWindow, plan.window) };
}

/**
 * The same mask for those who want classes alone. Where thresholds decide on each pixel by itself, as networks want it by
 * default, tiles become classes as they come, and no probabilities of the whole window are held, four times as many bytes.
 * Shadows that have no cloud are dropped from the classes at the end.
 */
export async function computeClasses(
  bench: Workbench,
  product: Product,
  plan: Plan,
  options: MaskOptions,
): Promise<ComputedClasses> {
  const { parameters, computeWindow, grid } = plan;
  if (options.helper || parameters.persistence || !isByThresholds(parameters, grid.pixelMetres)) {
    const { probabilities: _, ...classes } = await computePlannedMask(bench, product, plan, options);
    return classes;
  }
  let gathered: GatheredCodes | undefined;
  const through = (store: ProbabilityStore, window: Window) => {
    gathered = gatherCodes(store, window, (raster) => classify(raster, parameters));
    return gathered.store;
  };
  const run = startRun(bench, product, plan, { ...options, through });
  await run.compute();
  const codesOf = () => gathered!.codes();
  const codes = await codesOf().catch((error: unknown) => run.again(error, codesOf));
  const { width, height } = computeWindow;
  const { pixelMetres } = grid;
  const byThresholds = { width, height, pixelMetres, codes };
  const under =
    parameters.shadowsNeedCloud && product.sun ? { pixelMetres, sun: product.sun, origin: computeWindow } : null;
  const mask = under ? await bench.masks.withoutLoneShadows(byThresholds, under, options.signal) : byThresholds;
  const placed = placeCorrections(options.corrections, plan);
  if (placed.list.length > 0) applyCorrections(mask.codes, mask, placed);
  return run.finish(mask);
}

function placeCorrections(corrections: readonly Correction[], { computeWindow, grid }: Plan): PlacedCorrections {
  const { column, row } = computeWindow;
  return { column, row, list: correctionsToPixels(corrections, grid) };
}

/** One computation of a plan's probabilities, timed, and what is made of the mask in the end. */
function startRun(
  bench: Workbench,
  product: Product,
  plan: Plan,
  { device, signal, onProgress, through }: MaskOptions & Pick<ComputeOptions, 'through'>,
) {
  const { pack, computeWindow, grid } = plan;
  const begin = performance.now();
  let inferred = begin;
  let computed: ComputedProbabilities | undefined;
  const compute = async (): Promise<ComputedProbabilities> => {
    const request = { product, pack, gridMetres: gridKey(product, grid) };
    computed = await computeProbabilities(bench, request, {
      device,
      window: computeWindow,
      through,
      signal,
      onProgress,
    });
    return computed;
  };
  return {
    async compute() {
      const found = await compute();
      collectGarbage(computeWindow);
      inferred = performance.now();
      return found;
    },
    /** Where tiles were damaged, or someone emptied the cache meanwhile, only those are computed again. */
    async again<T>(error: unknown, read: (store: ProbabilityStore) => Promise<T>): Promise<T> {
      if (!(error instanceof RasterError)) throw error;
      return read((await compute()).store);
    },
    finish(whole: ClassRaster): ComputedClasses {
      const { report, provider, deviceReason, warnings, troubles } = computed!;
      return {
        ...clipped(whole, plan, product),
        written: report.written,
        networkBytes: report.networkBytes,
        provider,
        deviceReason,
        troubles,
        warnings: [...planWarnings(plan, product), ...warnings],
        seconds: {
          decodeAndInfer: (inferred - begin) / 1000,
          network: report.networkSeconds,
          mask: (performance.now() - inferred) / 1000,
        },
      };
    },
  };
}

/** What is written of a mask of the computed window. @throws ParameterError where an area holds no valid pixel */
function clipped(whole: ClassRaster, { computeWindow, window, pixelArea }: Plan, product: Product) {
  const mask = crop(whole, computeWindow, window);
  if (!pixelArea) return { mask, areaPixels: mask.codes.length };
  const areaPixels = clipToPolygons(mask.codes, window, pixelArea);
  if (mask.codes.every((code) => code === MISSING)) {
    throw new ParameterError(`The area holds no valid pixel of ${product.id}.`, {
      remedy: 'Choose an area where the product has data.',
    });
  }
  return { mask, areaPixels };
}

const SUN_UNKNOWN =
  'Shadows without a cloud are kept: the product does not say where the sun stood, so nobody knows where their clouds would be.';

/** What the pack is not made for, as far as the product's own warnings do not say it already, and what was asked for in vain. */
function planWarnings({ pack, parameters }: Plan, product: Product): string[] {
  const beyond = packScopeWarnings(pack.manifest, product)
    .filter(({ code }) => pack.manifest.tuned || !product.warnings.some((known) => known.code === code))
    .map(({ message }) => message);
  return parameters.shadowsNeedCloud && !product.sun ? [...beyond, SUN_UNKNOWN] : beyond;
}

function crop(raster: ClassRaster, from: Window, to: Window): ClassRaster {
  const { width, pixelMetres } = raster;
  if (isSameSize(from, to)) return raster;
  return { width: to.width, height: to.height, pixelMetres, codes: cropPlane(raster.codes, width, from, to) };
}
