import { LRUCache } from 'lru-cache';
import type { MaskRequest } from '../contract/common.ts';
import type { GridMetres } from '../core/bands.ts';
import { throwIfCancelled } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import { wholeWindow, windowGrid } from '../core/grid.ts';
import { isByThresholds, isWithinReach } from '../mask/compute.ts';
import type { PixelCorrection } from '../mask/corrections.ts';
import type { FollowedPlane } from '../mask/mask.worker.ts';
import type { ClassRaster, Correction } from '../mask/types.ts';
import type { ModelPack } from '../model/packs.ts';
import { type ProbabilityStore, probabilityKey } from '../model/probability-store.ts';
import { correctionsToPixels } from '../produce/corrections.ts';
import { featuresOf } from '../produce/features.ts';
import { openProbabilities } from '../produce/probabilities.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import type { MercatorView } from '../raster/warp.ts';
import { sampleClasses, sampleWindow, type Warp, warpView } from '../raster/warp.ts';
import { NotFoundError } from '../session/errors.ts';
import { createMaskSessions } from './mask-sessions.ts';
import { blankMissingTiles, computedFraction, emptyRaster } from './partial-mask.ts';
import { levelForPixels, levelForView, levelGrid, windowUnder } from './view-levels.ts';
import { classifyUnder, sampleFollowed, sampleProbabilities } from './view-probabilities.ts';

/** A class raster of a window of some grid, and whether it is what an export would write. */
export interface MaskPart {
  readonly grid: Grid;
  readonly raster: ClassRaster;
  /** Share of the mask's tiles that are computed, 0 to 1. */
  readonly fraction: number;
  readonly exact: boolean;
}

/** Masks for the screen: thresholds, clean-up and buffers applied to the probabilities that are on disk. */
export interface MaskViews {
  /** The probabilities on disk, computed or not. */
  store(product: Product, pack: ModelPack, grid: GridMetres): Promise<ProbabilityStore>;
  /** Share of the tiles that are computed, 0 to 1. */
  fraction(product: Product, pack: ModelPack, grid: GridMetres): Promise<number>;
  /** The whole mask as an export would write it. @throws NotFoundError while it is not computed whole. */
  whole(product: Product, pack: ModelPack, mask: MaskRequest, signal?: AbortSignal): Promise<MaskPart>;
  /**
   * The mask under a view. A draft, or a mask that is not computed whole, is made from the probabilities at the view's
   * own resolution; 0 where nothing is computed yet.
   */
  view(
    product: Product,
    pack: ModelPack,
    mask: MaskRequest,
    view: MercatorView,
    options: { readonly draft: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly codes: Uint8Array; readonly fraction: number; readonly exact: boolean }>;
  /**
   * The probabilities under a view, for the graphics card to classify while a threshold moves: see
   * {@link sampleProbabilities}. @throws NotFoundError while they are not computed whole.
   */
  probabilities(
    product: Product,
    pack: ModelPack,
    asked: Pick<MaskRequest, 'grid'> & Pick<MaskRequest['parameters'], 'persistence'>,
    view: MercatorView,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
  /**
   * How far the buffers of a mask must reach to cover what is under a view, or which smallest object changes it, for the
   * graphics card to follow one that moves: see {@link sampleFollowed}. Made at the view's own resolution, as drafts are.
   * @throws NotFoundError as `probabilities`
   */
  followed(
    product: Product,
    pack: ModelPack,
    mask: MaskRequest,
    view: MercatorView,
    options: { readonly plane: FollowedPlane; readonly signal?: AbortSignal },
  ): Promise<Uint8Array>;
  /** The mask on a window at a coarse level, for statistics while a slider moves. */
  draft(product: Product, pack: ModelPack, mask: MaskRequest, signal?: AbortSignal): Promise<MaskPart>;
  close(): Promise<void>;
}

/** A draft of the whole scene is made of about this many pixels. */
const DRAFT_PIXELS = 1 << 20;
/** A larger share of a scene is taken from its session, which keeps what a change leaves as it is. */
const MOST_IN_VIEW = 0.25;
/** Opening a store looks at each of its tiles; a slider in motion asks ten times a second. */
const STORE_MILLISECONDS = 5000;
/** Warps are the size of the screen. */
const KEPT_WARPS = 2;
/** The corrections of two masks, each whole and as a draft. */
const KEPT_CORRECTIONS = 4;

const notComputed = () => new NotFoundError('This mask is not computed yet.', { remedy: 'Compute the mask first.' });

export function createMaskViews(bench: Workbench): MaskViews {
  const sessions = createMaskSessions(bench);
  const stores = new LRUCache<string, ProbabilityStore>({ max: 8, ttl: STORE_MILLISECONDS });
  const warps = new LRUCache<string, Warp>({ max: KEPT_WARPS });
  const placed = new LRUCache<string, PixelCorrection[]>({ max: KEPT_CORRECTIONS });

  /** What is complete stays so for a while; what is not may be filled by a job, whose store is then this one. */
  const storeOf = async (product: Product, pack: ModelPack, gridMetres: GridMetres): Promise<ProbabilityStore> => {
    const key = keyOf(product, pack, gridMetres);
    const kept = stores.get(key);
    if (kept) return kept;
    const store = await openProbabilities(bench, { product, pack, gridMetres });
    if (store.isComplete()) stores.set(key, store);
    return store;
  };
  const warpOf = (view: MercatorView, grid: Grid): Warp => {
    const key = JSON.stringify([view.bounds, view.width, view.height, grid]);
    const warp = warps.get(key) ?? warpView(view, grid);
    warps.set(key, warp);
    return warp;
  };
  const pixelsOf = (corrections: readonly Correction[], grid: Grid): PixelCorrection[] => {
    const key = JSON.stringify([grid, corrections]);
    const list = placed.get(key) ?? correctionsToPixels(corrections, grid);
    placed.set(key, list);
    return list;
  };
  const keyOf = (product: Product, pack: ModelPack, gridMetres: GridMetres): string =>
    probabilityKey(product, pack, productGrid(product, gridMetres));

  /** The probabilities of a mask: the network's own, or with the scene helper's change. */
  const helped = async (store: ProbabilityStore, product: Product, pack: ModelPack, { grid, helper }: MaskRequest) => {
    const key = keyOf(product, pack, grid);
    if (!helper || computedFraction(store) === 0) return { store, key };
    const map = await featuresOf(bench, { product, pack, gridMetres: grid });
    return { store: bench.heads.changed(store, map, helper), key: `${key} ${JSON.stringify(helper)}` };
  };

  const part = async (
    product: Product,
    pack: ModelPack,
    mask: MaskRequest,
    at: { readonly level: number; readonly window: (grid: Grid) => Window | null },
    signal: AbortSignal | undefined,
  ): Promise<MaskPart | null> => {
    const base = await storeOf(product, pack, mask.grid);
    const { store, key } = await helped(base, product, pack, mask);
    const level = at.level;
    const grid = levelGrid(productGrid(product, mask.grid), level);
    const window = at.window(grid);
    if (window === null) return null;
    const complete = store.isComplete();
    const whole = level === 0 && window.width === grid.width && window.height === grid.height;
    const found = { grid: windowGrid(grid, window), fraction: computedFraction(store), exact: complete && whole };
    if (found.fraction === 0) return { ...found, raster: emptyRaster(window, grid.pixelMetres) };
    const { column, row } = window;
    const corrections = { column, row, list: pixelsOf(mask.corrections, grid) };
    const { parameters } = mask;
    const part = { window, level, grid };
    if (!bench.filling.has(keyOf(product, pack, mask.grid))) {
      const { session } = await sessions.of(key, store, part, parameters.persistence);
      const raster = await session.update(parameters, { corrections, signal });
      if (!complete) blankMissingTiles(raster, store, window, level);
      return { ...found, raster };
    }
    // There will be more of it soon: a thread of its own would be started for each piece that is looked at.
    const probabilities = await sessions.read(store, part, parameters.persistence);
    const raster = await bench.masks.compute(probabilities, parameters, { corrections, signal });
    if (!complete) blankMissingTiles(raster, store, window, level);
    return { ...found, raster };
  };

  /**
   * What an export would write under a view, of no more pixels than that takes: where nothing is cleaned up it is made in view
   * alone, and where nothing is grown either, of the pixels that are drawn. Null where it takes the whole mask.
   */
  const exactInView = async (
    product: Product,
    pack: ModelPack,
    mask: MaskRequest,
    view: MercatorView,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array | null> => {
    const { parameters } = mask;
    const grid = productGrid(product, mask.grid);
    if (!isWithinReach(parameters, grid.pixelMetres)) return null;
    const base = await storeOf(product, pack, mask.grid);
    const { store, key } = await helped(base, product, pack, mask);
    if (mask.corrections.length === 0 && isByThresholds(parameters, grid.pixelMetres)) {
      const whole = { window: wholeWindow(grid), level: 0, grid };
      const { probabilities } = await sessions.of(key, store, whole, parameters.persistence);
      throwIfCancelled(signal);
      return classifyUnder(probabilities, warpOf(view, grid), parameters);
    }
    const window = windowUnder(view, grid);
    if (window === null || window.width * window.height > MOST_IN_VIEW * grid.width * grid.height) return null;
    const part = { window, level: 0, grid };
    const probabilities = await sessions.part(key, store, part, parameters.persistence);
    const corrections = { column: window.column, row: window.row, list: pixelsOf(mask.corrections, grid) };
    const { codes } = await bench.masks.compute(probabilities, parameters, { corrections, signal });
    return sampleWindow(codes, window, grid, warpOf(view, grid));
  };

  return {
    store: storeOf,
    fraction: async (product, pack, grid) => computedFraction(await storeOf(product, pack, grid)),
    async whole(product, pack, mask, signal) {
      const found = await part(product, pack, mask, { level: 0, window: wholeWindow }, signal);
      if (!found?.exact) throw notComputed();
      return found;
    },
    async view(product, pack, mask, view, { draft, signal }) {
      const grid = productGrid(product, mask.grid);
      const complete = (await storeOf(product, pack, mask.grid)).isComplete();
      const exact = complete && !draft;
      const inView = exact ? await exactInView(product, pack, mask, view, signal) : null;
      if (inView) return { codes: inView, fraction: 1, exact };
      const level = exact ? 0 : levelForView(view, grid);
      const under = (levelled: Grid): Window | null => (exact ? wholeWindow(levelled) : windowUnder(view, levelled));
      const found = await part(product, pack, mask, { level, window: under }, signal);
      if (found === null) {
        return { codes: new Uint8Array(view.width * view.height), fraction: complete ? 1 : 0, exact };
      }
      return {
        codes: sampleClasses(found.raster.codes, found.raster, warpOf(view, found.grid)),
        fraction: found.fraction,
        exact: found.exact,
      };
    },
    async probabilities(product, pack, { grid: gridMetres, persistence }, view, signal) {
      const store = await storeOf(product, pack, gridMetres);
      if (!store.isComplete()) throw notComputed();
      const grid = productGrid(product, gridMetres);
      const whole = { window: wholeWindow(grid), level: 0, grid };
      const opened = await sessions.of(keyOf(product, pack, gridMetres), store, whole, persistence);
      throwIfCancelled(signal);
      return sampleProbabilities(opened.probabilities, warpOf(view, grid), persistence?.weight);
    },
    async followed(product, pack, mask, view, { plane, signal }) {
      const base = await storeOf(product, pack, mask.grid);
      if (!base.isComplete()) throw notComputed();
      const { store, key } = await helped(base, product, pack, mask);
      const level = levelForView(view, productGrid(product, mask.grid));
      const grid = levelGrid(productGrid(product, mask.grid), level);
      const window = windowUnder(view, grid);
      if (window === null) return new Uint8Array(4 * view.width * view.height).fill(255);
      // No session: a view that is moved would leave one behind at every place. A slider that cannot be followed will want one.
      bench.masks.prepareSession();
      const part = { window, level, grid };
      const probabilities = await sessions.part(key, store, part, mask.parameters.persistence);
      const pixels = await bench.masks.followed(plane, probabilities, mask.parameters, signal);
      return sampleFollowed(pixels, window, warpOf(view, windowGrid(grid, window)));
    },
    async draft(product, pack, mask, signal) {
      const grid = productGrid(product, mask.grid);
      const level = levelForPixels(grid.width * grid.height, DRAFT_PIXELS);
      return (await part(product, pack, mask, { level, window: wholeWindow }, signal))!;
    },
    async close() {
      sessions.close();
      stores.clear();
      warps.clear();
      placed.clear();
    },
  };
}
