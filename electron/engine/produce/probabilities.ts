import type { GridMetres } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CancelledError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { intersectWindows, wholeWindow } from '../core/grid.ts';
import { inTurn } from '../core/in-turn.ts';
import type { InferenceReport } from '../model/inference.ts';
import { runInference } from '../model/inference.ts';
import type { ModelPack } from '../model/packs.ts';
import { checkPackFits } from '../model/packs.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import { probabilityKey } from '../model/probability-store.ts';
import { productInput } from '../model/product-input.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { openProbabilityStore } from '../model/store.ts';
import { pruneStores, STORE_BYTES } from '../model/store-prune.ts';
import { boundsOf, tilePart } from '../model/tile-part.ts';
import { planFor } from '../model/tiling.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { requireUnchanged } from './unchanged.ts';
import { warningSentences } from './warning-sentences.ts';
import type { Workbench } from './workbench.ts';

/** Which probabilities: of which product, by which network, on which of the product's grids. */
export interface ProbabilityRequest {
  readonly product: Product;
  readonly pack: ModelPack;
  readonly gridMetres: GridMetres;
}

export interface ComputeOptions {
  readonly device: DeviceChoice;
  /** Only tiles that meet this window of the grid; all otherwise. */
  readonly window?: Window | undefined;
  /** What stands before the store while tiles are written, to put what is wanted of the window together on the way; nothing by default. */
  readonly through?: ((store: ProbabilityStore, window: Window) => ProbabilityStore) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface ComputedProbabilities {
  readonly store: ProbabilityStore;
  readonly report: InferenceReport;
  readonly provider: string;
  readonly deviceReason: string;
  readonly warnings: readonly string[];
  /** What kept tiles from being kept on the disk; to be asked once all are written. */
  troubles(): readonly string[];
}

/**
 * Opens the probabilities, computed or not; those that are being computed are shared. One opening at a time: the first makes the folder, and another one
 * that found none yet would empty it under the first one's hands.
 */
export function openProbabilities(bench: Workbench, request: ProbabilityRequest): Promise<ProbabilityStore> {
  const { product, pack, gridMetres } = request;
  const grid = productGrid(product, gridMetres);
  const key = probabilityKey(product, pack, grid);
  const filling = bench.filling.get(key);
  if (filling) return Promise.resolve(filling);
  const spec = { key, grid, plan: planFor(pack, grid), sun: product.sun ?? undefined };
  return inTurn(`${bench.probabilityFolder} ${key}`, () => openProbabilityStore(bench.probabilityFolder, spec));
}

/**
 * Computes the probabilities that are not on disk yet. Tiles are kept as they are finished, so a run that was
 * cancelled or killed goes on from there.
 * @throws ModelPackError when the pack does not fit, CancelledError, and what reading and the device may throw.
 */
export async function computeProbabilities(
  bench: Workbench,
  request: ProbabilityRequest,
  options: ComputeOptions,
): Promise<ComputedProbabilities> {
  const { product, pack, gridMetres } = request;
  checkPackFits(pack, product, gridMetres);
  const store = await openProbabilities(bench, request);
  await pruneStores(bench.probabilityFolder, STORE_BYTES).catch(() => undefined);
  const { window } = options;
  const all = options.through?.(store, window ?? wholeWindow(store.grid)) ?? store;
  const wanted = window === undefined ? all : restrictToWindow(all, window, pack);
  const missing = wanted.missingTiles();
  const reader = productInput(product, pack, store.grid, bench.rasters, {
    region: window && missing.length > 0 ? boundsOf(missing.map(({ input }) => input)) : undefined,
  });
  const key = probabilityKey(product, pack, store.grid);
  const run = async () => {
    const opening = bench.session(pack, options.device, options.signal);
    const leave = () => bench.filling.delete(key);
    bench.filling.set(key, store);
    const running = runInference({
      session: opening.then(({ session }) => session),
      reader,
      store: wanted,
      signal: options.signal,
      onProgress: options.onProgress,
    });
    running.then(({ written }) => written).then(leave, leave);
    return { report: await running, chosen: await opening };
  };
  const { report, chosen } = await withoutForeignCancels(run, options.signal);
  await requireUnchanged(product);
  const judgement = reader.judgement();
  const notes = [...(await reader.alterations()), ...(judgement ? [judgement] : [])];
  if (notes.length > 0) await store.note(notes);
  return {
    store: all,
    report,
    // Who computed the tiles, be it in an earlier run on another device.
    provider: store.providers.join(', ') || chosen.provider,
    deviceReason: chosen.reason,
    warnings: warningSentences(store.warnings),
    troubles: () => store.troubles,
  };
}

/** How often a run is begun again because other jobs were cancelled. */
const MOST_RUNS = 5;

/**
 * Begins a run again that failed because another job was cancelled: where a tile of that one does not end in time, the
 * network that both wanted is ended. Tiles that are there stay.
 */
async function withoutForeignCancels<T>(run: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let runs = 1; ; runs++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof CancelledError) || signal?.aborted || runs === MOST_RUNS) throw error;
    }
  }
}

/** The same store, of which only what a window wants of the tiles that meet it counts as missing. */
function restrictToWindow(store: ProbabilityStore, window: Window, { manifest }: ModelPack): ProbabilityStore {
  return {
    ...store,
    missingTiles: () =>
      store
        .missingTiles()
        .filter((tile) => intersectWindows(tile.core, window) !== null)
        .map((tile) => tilePart(tile, window, manifest))
        .filter((tile) => !store.has(tile)),
  };
}
