import type { SceneHelper } from '../contract/common.ts';
import type { OnProgress } from '../core/bytes.ts';
import { MISSING } from '../core/classes.ts';
import { ParameterError, RasterError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { cropPlane, cropProbabilities, isSameSize, type ProbabilityRaster } from '../core/probabilities.ts';
import { collectGarbage } from '../core/v8-settings.ts';
import { shareProbabilities } from '../mask/runner.ts';
import type { ClassRaster, Correction } from '../mask/types.ts';
import { packScopeWarnings } from '../model/product-input.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { gridKey } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { clipToPolygons } from './area.ts';
import { correctionsToPixels } from './corrections.ts';
import { featuresOf } from './features.ts';
import { lowerWindow } from './persistent-places.ts';
import type { Plan } from './plan.ts';
import { computeProbabilities } from './probabilities.ts';
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

/** Probabilities, where they are not on disk yet, and the mask that the plan's parameters and corrections make of them. */
export async function computePlannedMask(
  bench: Workbench,
  product: Product,
  plan: Plan,
  options: {
    readonly corrections: readonly Correction[];
    readonly helper?: SceneHelper | undefined;
    readonly device: DeviceChoice;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: OnProgress | undefined;
  },
): Promise<ComputedMask> {
  const { signal, onProgress, device, corrections, helper } = options;
  const { pack, computeWindow, grid } = plan;
  const begin = performance.now();
  bench.masks.prepare();
  const gridMetres = gridKey(product, grid);
  const compute = () =>
    computeProbabilities(
      bench,
      { product, pack, gridMetres },
      { device, window: computeWindow, gathers: true, signal, onProgress },
    );
  let computed = await compute();
  // What decoding has dropped is as much as the mask and its file need.
  collectGarbage();
  const inferred = performance.now();
  onProgress?.({ fraction: 1, stage: 'Computing the mask' });
  const features =
    helper && (await featuresOf(bench, { product, pack, gridMetres }, { window: computeWindow, signal }));
  const stored = () => (features ? bench.heads.changed(computed.store, features, helper!) : computed.store);
  const read = await stored()
    .readWindow(computeWindow, 0, { shared: true })
    .catch(async (error: unknown) => {
      if (!(error instanceof RasterError)) throw error;
      // Tiles were damaged, or someone emptied the cache meanwhile: only those are computed again.
      computed = await compute();
      return stored().readWindow(computeWindow, 0, { shared: true });
    });
  const probabilities = shareProbabilities(read);
  await lowerWindow(bench.places, plan.parameters, probabilities, grid, computeWindow);
  const { column, row } = computeWindow;
  const placed = { column, row, list: correctionsToPixels(corrections, grid) };
  const whole = await bench.masks.compute(probabilities, plan.parameters, { corrections: placed, signal });
  const mask = crop(whole, computeWindow, plan.window);
  let areaPixels = mask.codes.length;
  if (plan.pixelArea) {
    areaPixels = clipToPolygons(mask.codes, plan.window, plan.pixelArea);
    if (mask.codes.every((code) => code === MISSING)) {
      throw new ParameterError(`The area holds no valid pixel of ${product.id}.`, {
        remedy: 'Choose an area where the product has data.',
      });
    }
  }
  return {
    mask,
    areaPixels,
    probabilities: cropProbabilities(probabilities, computeWindow, plan.window),
    written: computed.report.written,
    networkBytes: computed.report.networkBytes,
    provider: computed.provider,
    deviceReason: computed.deviceReason,
    warnings: [...scopeWarnings(plan, product), ...computed.warnings],
    troubles: computed.troubles,
    seconds: {
      decodeAndInfer: (inferred - begin) / 1000,
      network: computed.report.networkSeconds,
      mask: (performance.now() - inferred) / 1000,
    },
  };
}

/** What the pack is not made for, as far as the product's own warnings do not say it already. */
function scopeWarnings({ pack }: Plan, product: Product): string[] {
  return packScopeWarnings(pack.manifest, product)
    .filter(({ code }) => pack.manifest.tuned || !product.warnings.some((known) => known.code === code))
    .map(({ message }) => message);
}

function crop(raster: ClassRaster, from: Window, to: Window): ClassRaster {
  const { width, pixelMetres } = raster;
  if (isSameSize(from, to)) return raster;
  return { width: to.width, height: to.height, pixelMetres, codes: cropPlane(raster.codes, width, from, to) };
}
