import { throwIfCancelled } from '../core/errors.ts';
import { wholeWindow } from '../core/grid.ts';
import { isByThresholds, isWithinReach } from '../mask/compute.ts';
import { productGrid } from '../product/product-grid.ts';
import { type MercatorView, sampleWindow } from '../raster/warp.ts';
import type { AskedMask, MaskTools } from './mask-source.ts';
import { windowUnder } from './view-levels.ts';
import { classifyUnder } from './view-probabilities.ts';

/** A larger share of a scene is taken from its session, which keeps what a change leaves as it is. */
const MOST_IN_VIEW = 0.25;

/**
 * What an export would write under a view, of no more pixels than that takes: where nothing is cleaned up it is made in view
 * alone, and where nothing is grown either, of the pixels that are drawn. Null where it takes the whole mask: objects, and
 * shadows with what lies between them and the sun, reach any distance.
 */
export async function exactInView(
  { bench, source, sessions }: MaskTools,
  asked: AskedMask,
  view: MercatorView,
): Promise<Uint8Array | null> {
  const { product, mask, signal } = asked;
  const { parameters } = mask;
  const grid = productGrid(product, mask.grid);
  if (!isWithinReach(parameters, grid.pixelMetres)) return null;
  const { store, key } = await source.helped(asked);
  if (mask.corrections.length === 0 && isByThresholds(parameters, grid.pixelMetres)) {
    const whole = { window: wholeWindow(grid), level: 0, grid };
    const { probabilities } = await sessions.of(key, store, whole, parameters.persistence);
    throwIfCancelled(signal);
    return classifyUnder(probabilities, source.warpOf(view, grid), parameters);
  }
  const window = windowUnder(view, grid);
  if (window === null || window.width * window.height > MOST_IN_VIEW * grid.width * grid.height) return null;
  const probabilities = await sessions.part(key, store, { window, level: 0, grid }, parameters.persistence);
  const corrections = { column: window.column, row: window.row, list: source.pixelsOf(mask.corrections, grid) };
  const { codes } = await bench.masks.compute(probabilities, parameters, { corrections, signal });
  return sampleWindow(codes, window, grid, source.warpOf(view, grid));
}
