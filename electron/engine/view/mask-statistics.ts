import type { z } from 'zod';
import type { MaskStatistics, maskStatisticsSchema } from '../contract/products.ts';
import type { FlaggedClassId } from '../core/classes.ts';
import { PROBABILITY_PLANES } from '../core/classes.ts';
import { intersectWindows, wholeWindow, windowGrid } from '../core/grid.ts';
import { classStatistics } from '../mask/statistics.ts';
import type { ModelPack } from '../model/packs.ts';
import { COARSEST_LEVEL } from '../model/tiling.ts';
import type { Product } from '../product/types.ts';
import { warpView } from '../raster/warp.ts';
import { NotFoundError } from '../session/errors.ts';
import type { MaskPart, MaskViews } from './mask-views.ts';

const BINS = 20;
/** Enough pixels for a histogram. */
const HISTOGRAM_PIXELS = 1 << 20;

/** Class areas of a mask, of the scene or within bounds, and how its probabilities are distributed. */
export async function maskStatistics(
  masks: MaskViews,
  product: Product,
  pack: ModelPack,
  { mask, bounds, draft }: z.infer<typeof maskStatisticsSchema>,
  signal: AbortSignal,
): Promise<MaskStatistics> {
  const fraction = await masks.fraction(product, pack, mask.grid);
  const complete = fraction === 1;
  const whole =
    complete && !draft
      ? await masks.whole(product, pack, mask, signal)
      : await masks.draft(product, pack, mask, signal);
  const part = bounds ? restrictToBounds(whole, bounds) : whole;
  const { classes, pixels } = classStatistics(part.raster);
  return {
    classes: classes.map(({ id, pixels: count, squareKilometres, percentOfValid }) => ({
      id,
      pixels: count,
      squareKilometres,
      percent: percentOfValid ?? (100 * count) / Math.max(1, pixels),
    })),
    probabilityHistogram: await probabilityHistogram(masks, product, pack, mask.grid),
    fraction,
    exact: part.exact,
  };
}

/** The part of a mask that lies under Web Mercator bounds (the enclosing rectangle of its grid). @throws NotFoundError */
export function restrictToBounds(part: MaskPart, bounds: readonly [number, number, number, number]): MaskPart {
  const { columns, rows } = warpView({ bounds, width: 9, height: 9 }, part.grid);
  const left = Math.floor(Math.min(...columns));
  const top = Math.floor(Math.min(...rows));
  const window = intersectWindows(
    {
      column: left,
      row: top,
      width: Math.ceil(Math.max(...columns)) - left,
      height: Math.ceil(Math.max(...rows)) - top,
    },
    wholeWindow(part.grid),
  );
  if (!window) throw new NotFoundError('The scene is not in view.');
  const codes = new Uint8Array(window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    const start = (window.row + row) * part.grid.width + window.column;
    codes.set(part.raster.codes.subarray(start, start + window.width), row * window.width);
  }
  const { width, height } = window;
  return {
    ...part,
    grid: windowGrid(part.grid, window),
    raster: { width, height, pixelMetres: part.grid.pixelMetres, codes },
  };
}

const histograms = new Map<string, MaskStatistics['probabilityHistogram']>();

/** Counts of valid pixels by the probability of each flagged class; of a coarser level where the grid is large. */
async function probabilityHistogram(
  masks: MaskViews,
  product: Product,
  pack: ModelPack,
  gridMetres: 10 | 20 | 60,
): Promise<MaskStatistics['probabilityHistogram']> {
  const store = await masks.store(product, pack, gridMetres);
  const key = `${store.folder} ${store.missingTiles().length}`;
  const kept = histograms.get(key);
  if (kept) return kept;
  const { width, height } = store.grid;
  const level = Math.min(COARSEST_LEVEL, Math.max(0, Math.round(Math.log2((width * height) / HISTOGRAM_PIXELS) / 2)));
  const window = { column: 0, row: 0, width: Math.ceil(width / 2 ** level), height: Math.ceil(height / 2 ** level) };
  const { planes } = await store.readWindow(window, level, { partial: true });
  const size = window.width * window.height;
  const count = (id: FlaggedClassId): number[] => {
    const bins = new Array<number>(BINS).fill(0);
    const plane = PROBABILITY_PLANES.indexOf(id);
    for (let i = 0; i < size; i++) {
      const isMissing = !(planes[i] || planes[size + i] || planes[2 * size + i] || planes[3 * size + i]);
      if (isMissing) continue;
      const bin = Math.min(BINS - 1, Math.floor(((planes[plane * size + i] as number) / 256) * BINS));
      bins[bin] = (bins[bin] as number) + 1;
    }
    return bins;
  };
  const histogram = { shadow: count('shadow'), semi: count('semi'), cloud: count('cloud') };
  histograms.clear();
  histograms.set(key, histogram);
  return histogram;
}
