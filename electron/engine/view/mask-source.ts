import { LRUCache } from 'lru-cache';
import type { MaskRequest } from '../contract/common.ts';
import type { GridMetres } from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import type { PixelCorrection } from '../mask/corrections.ts';
import type { Correction } from '../mask/types.ts';
import type { ModelPack } from '../model/packs.ts';
import { type ProbabilityStore, probabilityKey } from '../model/probability-store.ts';
import { correctionsToPixels } from '../produce/corrections.ts';
import { featuresOf } from '../produce/features.ts';
import { openProbabilities } from '../produce/probabilities.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { type MercatorView, type Warp, warpView } from '../raster/warp.ts';
import type { MaskSessions } from './mask-sessions.ts';
import { computedFraction } from './partial-mask.ts';

/** A mask of a product that is asked for. */
export interface AskedMask {
  readonly product: Product;
  readonly pack: ModelPack;
  readonly mask: MaskRequest;
  readonly signal?: AbortSignal | undefined;
}

/** What masks are made with. */
export interface MaskTools {
  readonly bench: Workbench;
  readonly source: MaskSource;
  readonly sessions: MaskSessions;
}

/** Opening a store looks at each of its tiles; a slider in motion asks ten times a second. */
const STORE_MILLISECONDS = 5000;
/** Warps are the size of the screen. */
const KEPT_WARPS = 2;
/** The corrections of two masks, each whole and as a draft. */
const KEPT_CORRECTIONS = 4;

export type MaskSource = ReturnType<typeof createMaskSource>;

/** What masks for the screen are made of, kept while it is likely to be asked for again. */
export function createMaskSource(bench: Workbench) {
  const stores = new LRUCache<string, ProbabilityStore>({ max: 8, ttl: STORE_MILLISECONDS });
  const warps = new LRUCache<string, Warp>({ max: KEPT_WARPS });
  const placed = new LRUCache<string, PixelCorrection[]>({ max: KEPT_CORRECTIONS });

  const keyOf = (product: Product, pack: ModelPack, gridMetres: GridMetres): string =>
    probabilityKey(product, pack, productGrid(product, gridMetres));

  /** What is complete stays so for a while; what is not may be filled by a job, whose store is then this one. */
  const storeOf = async (product: Product, pack: ModelPack, gridMetres: GridMetres): Promise<ProbabilityStore> => {
    const key = keyOf(product, pack, gridMetres);
    const kept = stores.get(key);
    if (kept) return kept;
    const store = await openProbabilities(bench, { product, pack, gridMetres });
    if (store.isComplete()) stores.set(key, store);
    return store;
  };

  return {
    keyOf,
    storeOf,
    /** The probabilities of a mask, the network's own or with the scene helper's change, and the name that they go by. */
    async helped({ product, pack, mask: { grid, helper } }: AskedMask) {
      const store = await storeOf(product, pack, grid);
      const key = keyOf(product, pack, grid);
      if (!helper || computedFraction(store) === 0) return { store, key };
      const map = await featuresOf(bench, { product, pack, gridMetres: grid });
      return { store: bench.heads.changed(store, map, helper), key: `${key} ${JSON.stringify(helper)}` };
    },
    /** Where the pixels of a view lie on a grid. */
    warpOf(view: MercatorView, grid: Grid): Warp {
      const key = JSON.stringify([view.bounds, view.width, view.height, grid]);
      const warp = warps.get(key) ?? warpView(view, grid);
      warps.set(key, warp);
      return warp;
    },
    /** Corrections as pixels of a grid. */
    pixelsOf(corrections: readonly Correction[], grid: Grid): PixelCorrection[] {
      const key = JSON.stringify([grid, corrections]);
      const list = placed.get(key) ?? correctionsToPixels(corrections, grid);
      placed.set(key, list);
      return list;
    },
    clear(): void {
      stores.clear();
      warps.clear();
      placed.clear();
    },
  };
}
