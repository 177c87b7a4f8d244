import type { MaskRequest } from '../contract/common.ts';
import type { ClassLayer } from '../contract/products.ts';
import type { GridMetres } from '../core/bands.ts';
import { throwIfCancelled } from '../core/errors.ts';
import { type Grid, type Window, wholeWindow, windowGrid } from '../core/grid.ts';
import type { FollowedPlane } from '../mask/mask.worker.ts';
import { defaultParameters } from '../mask/parameters.ts';
import type { ModelPack } from '../model/packs.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { type MercatorView, sampleClasses } from '../raster/warp.ts';
import { NotFoundError } from '../session/errors.ts';
import { exactInView } from './exact-view.ts';
import { type MaskPart, maskPart } from './mask-part.ts';
import { createMaskSessions } from './mask-sessions.ts';
import { type AskedMask, createMaskSource, type MaskTools } from './mask-source.ts';
import { computedFraction } from './partial-mask.ts';
import { levelForPixels, levelForView, levelGrid, windowUnder } from './view-levels.ts';
import { hideLoneShadows, sampleFollowed, sampleProbabilities } from './view-probabilities.ts';

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
   * {@link sampleProbabilities}, {@link hideLoneShadows}. @throws NotFoundError while they are not computed whole.
   */
  probabilities(
    product: Product,
    pack: ModelPack,
    asked: AskedProbabilities,
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

type AskedProbabilities = Omit<Extract<ClassLayer, { readonly kind: 'probabilities' }>, 'kind' | 'pack'>;

/** A draft of the whole scene is made of about this many pixels. */
const DRAFT_PIXELS = 1 << 20;

const notComputed = () => new NotFoundError('This mask is not computed yet.', { remedy: 'Compute the mask first.' });

export function createMaskViews(bench: Workbench): MaskViews {
  const source = createMaskSource(bench);
  const sessions = createMaskSessions(bench);
  const tools: MaskTools = { bench, source, sessions };
  const { storeOf } = source;
  return {
    store: storeOf,
    fraction: async (product, pack, grid) => computedFraction(await storeOf(product, pack, grid)),
    async whole(product, pack, mask, signal) {
      const found = await maskPart(tools, { product, pack, mask, signal }, { level: 0, window: wholeWindow });
      if (!found?.exact) throw notComputed();
      return found;
    },
    view: (product, pack, mask, view, { draft, signal }) =>
      maskUnder(tools, { product, pack, mask, signal }, view, draft),
    probabilities: (product, pack, asked, view, signal) =>
      probabilitiesUnder(tools, { product, pack, signal }, asked, view),
    followed: (product, pack, mask, view, { plane, signal }) =>
      followedUnder(tools, { product, pack, mask, signal }, view, plane),
    async draft(product, pack, mask, signal) {
      const grid = productGrid(product, mask.grid);
      const level = levelForPixels(grid.width * grid.height, DRAFT_PIXELS);
      return (await maskPart(tools, { product, pack, mask, signal }, { level, window: wholeWindow }))!;
    },
    async close() {
      sessions.close();
      source.clear();
    },
  };
}

/** See {@link MaskViews.view}. */
async function maskUnder(
  tools: MaskTools,
  asked: AskedMask,
  view: MercatorView,
  draft: boolean,
): Promise<{ readonly codes: Uint8Array; readonly fraction: number; readonly exact: boolean }> {
  const { product, pack, mask } = asked;
  const grid = productGrid(product, mask.grid);
  const complete = (await tools.source.storeOf(product, pack, mask.grid)).isComplete();
  const exact = complete && !draft;
  const inView = exact ? await exactInView(tools, asked, view) : null;
  if (inView) return { codes: inView, fraction: 1, exact };
  const level = exact ? 0 : levelForView(view, grid);
  const under = (levelled: Grid): Window | null => (exact ? wholeWindow(levelled) : windowUnder(view, levelled));
  const found = await maskPart(tools, asked, { level, window: under });
  if (found === null) return { codes: new Uint8Array(view.width * view.height), fraction: complete ? 1 : 0, exact };
  const codes = sampleClasses(found.raster.codes, found.raster, tools.source.warpOf(view, found.grid));
  return { codes, fraction: found.fraction, exact: found.exact };
}

/** See {@link MaskViews.probabilities}. */
async function probabilitiesUnder(
  tools: MaskTools,
  { product, pack, signal }: Omit<AskedMask, 'mask'>,
  { grid: gridMetres, persistence, shadowsNeedCloud: thresholds }: AskedProbabilities,
  view: MercatorView,
): Promise<Uint8Array> {
  const { source, sessions } = tools;
  const store = await source.storeOf(product, pack, gridMetres);
  if (!store.isComplete()) throw notComputed();
  const grid = productGrid(product, gridMetres);
  const window = wholeWindow(grid);
  const whole = { window, level: 0, grid };
  const { probabilities } = await sessions.of(source.keyOf(product, pack, gridMetres), store, whole, persistence);
  throwIfCancelled(signal);
  const pixels = sampleProbabilities(probabilities, source.warpOf(view, grid), persistence?.weight);
  if (!thresholds) return pixels;
  const parameters = defaultParameters({ thresholds, persistence, shadowsNeedCloud: true });
  const mask = { pack: pack.manifest.id, grid: gridMetres, parameters, corrections: [] };
  const shown = await maskUnder(tools, { product, pack, mask, signal }, view, false);
  return hideLoneShadows(pixels, shown.codes, thresholds.shadow);
}

/** See {@link MaskViews.followed}. */
async function followedUnder(
  { bench, source, sessions }: MaskTools,
  asked: AskedMask,
  view: MercatorView,
  plane: FollowedPlane,
): Promise<Uint8Array> {
  const { product, pack, mask, signal } = asked;
  if (!(await source.storeOf(product, pack, mask.grid)).isComplete()) throw notComputed();
  const { store, key } = await source.helped(asked);
  const level = levelForView(view, productGrid(product, mask.grid));
  const grid = levelGrid(productGrid(product, mask.grid), level);
  const window = windowUnder(view, grid);
  if (window === null) return new Uint8Array(4 * view.width * view.height).fill(255);
  // No session: a view that is moved would leave one behind at every place. A slider that cannot be followed will want one.
  bench.masks.prepareSession();
  const probabilities = await sessions.part(key, store, { window, level, grid }, mask.parameters.persistence);
  const pixels = await bench.masks.followed(plane, probabilities, mask.parameters, signal);
  return sampleFollowed(pixels, window, source.warpOf(view, windowGrid(grid, window)));
}
