import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { ClearShare, clearShareSchema, ShareScope } from '../contract/dates.ts';
import { CLEAR, MISSING } from '../core/classes.ts';
import type { Grid, Window } from '../core/grid.ts';
import { grownWindow, intersectWindows, wholeWindow } from '../core/grid.ts';
import { haloPixels } from '../mask/parameters.ts';
import type { ModelPack } from '../model/packs.ts';
import { probabilityKey } from '../model/probability-store.ts';
import { COARSEST_LEVEL } from '../model/tiling.ts';
import { clipToPolygons, type Polygons, polygonsToPixels, windowOfPolygons } from '../produce/area.ts';
import { correctionsToPixels } from '../produce/corrections.ts';
import { lowerWindow, planPersistence } from '../produce/persistent-places.ts';
import { withClouds } from '../produce/plan.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { ringOfBounds } from './mask-statistics.ts';
import type { MaskViews } from './mask-views.ts';
import { levelGrid } from './view-levels.ts';

type Wanted = z.infer<typeof clearShareSchema>;

/** Clear shares of many dates: each from the level of its probabilities that is fine enough to count, then kept. */
export interface ClearShares {
  of(product: Product, pack: ModelPack, wanted: Wanted, signal?: AbortSignal): Promise<ClearShare>;
}

/** Pixels that tell a share to about a tenth of a percent. */
const ENOUGH_PIXELS = 1 << 18;
const KEPT_SHARES = 2000;

export function createClearShares(bench: Workbench, masks: MaskViews): ClearShares {
  const kept = new LRUCache<string, ClearShare>({ max: KEPT_SHARES });
  return {
    async of(product, pack, { mask, scope }, signal) {
      const grid = productGrid(product, mask.grid);
      const places = await planPersistence(bench.places, mask.parameters, grid);
      const key = JSON.stringify([probabilityKey(product, pack, grid), mask, places?.sha256, scope]);
      const known = kept.get(key);
      if (known) return known;
      const store = await masks.store(product, pack, mask.grid);
      if (!store.isComplete()) {
        const fraction = await masks.fraction(product, pack, mask.grid);
        return { clearPercent: null, validPercent: null, pixelMetres: grid.pixelMetres, grid: mask.grid, fraction };
      }
      const whole = { pixelMetres: grid.pixelMetres, grid: mask.grid, fraction: 1 };
      const part = scope.kind === 'scene' ? wholeWindow(grid) : windowOfPolygons(areaOn(grid, scope), grid);
      if (!part) return { ...whole, clearPercent: null, validPercent: 0 };
      const level = levelFor(part);
      const coarse = levelGrid(grid, level);
      const area = scope.kind === 'scene' ? null : areaOn(coarse, scope);
      const inner = area ? windowOfPolygons(area, coarse) : wholeWindow(coarse);
      if (!inner) return { ...whole, clearPercent: null, validPercent: 0 };
      const grown = grownWindow(inner, haloPixels(mask.parameters, coarse.pixelMetres));
      const window = intersectWindows(withClouds(grown, coarse, mask.parameters, product.sun), wholeWindow(coarse))!;
      const probabilities = await store.readWindow(window, level);
      await lowerWindow(bench.places, mask.parameters, probabilities, coarse, window);
      const corrections = { ...window, list: correctionsToPixels(mask.corrections, coarse) };
      const { codes } = await bench.masks.compute(probabilities, mask.parameters, { corrections, signal });
      const inside = area ? clipToPolygons(codes, window, area) : codes.length;
      const share = { ...whole, pixelMetres: coarse.pixelMetres, ...count(codes, inside) };
      kept.set(key, share);
      return share;
    },
  };
}

function count(codes: Uint8Array, inside: number): Pick<ClearShare, 'clearPercent' | 'validPercent'> {
  let valid = 0;
  let clear = 0;
  for (const code of codes) {
    if (code !== MISSING) valid++;
    if (code === CLEAR) clear++;
  }
  return {
    clearPercent: valid === 0 ? null : (100 * clear) / valid,
    validPercent: inside === 0 ? 0 : (100 * valid) / inside,
  };
}

function areaOn(grid: Grid, scope: Exclude<ShareScope, { kind: 'scene' }>): Polygons {
  return polygonsToPixels(scope.kind === 'view' ? [[ringOfBounds(scope.bounds)]] : scope.polygons, grid);
}

/** The finest level at which a window of the grid has few enough pixels. */
function levelFor({ width, height }: Window): number {
  const halvings = Math.ceil(Math.log2((width * height) / ENOUGH_PIXELS) / 2);
  return Math.min(COARSEST_LEVEL, Math.max(0, halvings));
}
