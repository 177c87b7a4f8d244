import type { OnProgress } from '../core/bytes.ts';
import type { Window } from '../core/grid.ts';
import { computeFeatures, type FeatureMap } from '../model/feature-map.ts';
import { checkPackFits } from '../model/packs.ts';
import { probabilityKey } from '../model/probability-store.ts';
import { productInput } from '../model/product-input.ts';
import { openSession } from '../model/session.ts';
import { planFor } from '../model/tiling.ts';
import { productGrid } from '../product/product-grid.ts';
import type { ProbabilityRequest } from './probabilities.ts';
import type { Workbench } from './workbench.ts';

/**
 * What a network's last layer takes of a product's grid, computed on the CPU; that of the whole grid is kept until another
 * one is asked for.
 * @param options.window only what it meets; not kept
 */
export function featuresOf(
  bench: Workbench,
  request: ProbabilityRequest,
  options: {
    readonly window?: Window | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: OnProgress | undefined;
  } = {},
): Promise<FeatureMap> {
  const grid = productGrid(request.product, request.gridMetres);
  const key = probabilityKey(request.product, request.pack, grid);
  if (bench.features?.key === key) return bench.features.map;
  const map = compute(bench, request, options);
  if (options.window) return map;
  bench.features = { key, map };
  map.catch(() => {
    if (bench.features?.map === map) bench.features = null;
  });
  return map;
}

async function compute(
  bench: Workbench,
  { product, pack, gridMetres }: ProbabilityRequest,
  options: Parameters<typeof featuresOf>[2],
): Promise<FeatureMap> {
  checkPackFits(pack, product, gridMetres);
  const grid = productGrid(product, gridMetres);
  const session = await openSession(pack, {
    provider: 'cpu',
    threads: bench.threads,
    signal: options?.signal,
    features: true,
  });
  try {
    const reader = productInput(product, pack, grid, bench.rasters);
    return await computeFeatures({ session, reader, grid, plan: planFor(pack, grid), ...options });
  } finally {
    await session.close();
  }
}
