import type { z } from 'zod';
import type { MaskStatistics, maskStatisticsSchema } from '../contract/products.ts';
import type { FlaggedClassId } from '../core/classes.ts';
import { PROBABILITY_PLANES } from '../core/classes.ts';
import { windowGrid } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { classStatistics } from '../mask/statistics.ts';
import type { ModelPack } from '../model/packs.ts';
import { COARSEST_LEVEL } from '../model/tiling.ts';
import {
  clipToPolygons,
  type Polygons,
  pixelsOfPolygons,
  polygonsToPixels,
  windowOfPolygons,
} from '../produce/area.ts';
import type { Product } from '../product/types.ts';
import { NotFoundError } from '../session/errors.ts';
import type { MaskPart } from './mask-part.ts';
import type { MaskViews } from './mask-views.ts';
import { computedFraction } from './partial-mask.ts';

const BINS = 20;
/** Enough pixels for a histogram. */
const HISTOGRAM_PIXELS = 1 << 20;

/** Class areas of a mask, of the scene or within bounds, and how its probabilities are distributed. */
export async function maskStatistics(
  masks: MaskViews,
  product: Product,
  pack: ModelPack,
  { mask, bounds, polygons, draft }: z.infer<typeof maskStatisticsSchema>,
  signal: AbortSignal,
): Promise<MaskStatistics> {
  const fraction = await masks.fraction(product, pack, mask.grid);
  const complete = fraction === 1;
  const whole =
    complete && !draft
      ? await masks.whole(product, pack, mask, signal)
      : await masks.draft(product, pack, mask, signal);
  const part = polygons
    ? restrictToPolygons(whole, polygons)
    : bounds
      ? restrictToBounds(whole, bounds)
      : { ...whole, outsidePixels: 0 };
  const { classes, pixels } = classStatistics(part.raster);
  // What is not computed yet is none of the classes, missing least of all.
  const uncounted = part.outsidePixels + part.raster.codes.reduce((sum, code) => (code === 0 ? sum + 1 : sum), 0);
  const counted = pixels - uncounted;
  const pixelKilometres = part.grid.pixelMetres ** 2 / 1e6;
  return {
    classes: classes.map(({ id, pixels: all, percentOfValid }) => {
      const count = id === 'missing' ? all - uncounted : all;
      return {
        id,
        pixels: count,
        squareKilometres: count * pixelKilometres,
        percent: percentOfValid ?? (100 * count) / Math.max(1, counted),
      };
    }),
    probabilityHistogram: await probabilityHistogram(masks, product, pack, mask.grid),
    fraction,
    exact: part.exact,
  };
}

/** A part of a mask, of which only what is in view counts. */
interface PartInView extends MaskPart {
  /** Pixels of the raster that are not in view; they are missing in it. */
  readonly outsidePixels: number;
}

const POINTS_PER_SIDE = 64;

/**
 * The part of a mask whose pixel centres lie in Web Mercator bounds; the others of its rectangle are missing. The sides
 * of a view are curves on the grid: between {@link POINTS_PER_SIDE} points on each they are off by less than a metre.
 * @throws NotFoundError where no pixel is in view
 */
export function restrictToBounds(part: MaskPart, bounds: readonly [number, number, number, number]): PartInView {
  return restrict(part, [[ringOfBounds(bounds)]], 'The scene is not in view.');
}

/** The part of a mask whose pixel centres lie in polygons in lon/lat degrees. @throws NotFoundError where none does */
export function restrictToPolygons(part: MaskPart, polygons: Polygons): PartInView {
  return restrict(part, polygons, 'The area does not meet the scene.');
}

function restrict(part: MaskPart, polygons: Polygons, nothing: string): PartInView {
  const view = polygonsToPixels(polygons, part.grid);
  const around = windowOfPolygons(view, part.grid);
  const window = around && pixelsOfPolygons(around, view);
  if (!window) throw new NotFoundError(nothing);
  const codes = new Uint8Array(window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    const start = (window.row + row) * part.grid.width + window.column;
    codes.set(part.raster.codes.subarray(start, start + window.width), row * window.width);
  }
  const outsidePixels = codes.length - clipToPolygons(codes, window, view);
  const { width, height } = window;
  return {
    ...part,
    outsidePixels,
    grid: windowGrid(part.grid, window),
    raster: { width, height, pixelMetres: part.grid.pixelMetres, codes },
  };
}

/** The edge of Web Mercator bounds in longitude and latitude. */
export function ringOfBounds([west, south, east, north]: readonly [number, number, number, number]): [
  number,
  number,
][] {
  const toDegrees = proj4('EPSG:3857', 'EPSG:4326');
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ] as const;
  return corners.flatMap(([x, y], corner) => {
    const [nextX, nextY] = corners[(corner + 1) % 4] as readonly [number, number];
    return Array.from({ length: POINTS_PER_SIDE }, (_, i): [number, number] => {
      const share = i / POINTS_PER_SIDE;
      const [lon, lat] = toDegrees.forward([x + share * (nextX - x), y + share * (nextY - y)]) as [number, number];
      return [lon, lat];
    });
  });
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
  const key = `${store.folder} ${computedFraction(store)}`;
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
      const bin = Math.min(BINS - 1, Math.floor((planes[plane * size + i]! / 256) * BINS));
      bins[bin] = bins[bin]! + 1;
    }
    return bins;
  };
  const histogram = { shadow: count('shadow'), semi: count('semi'), cloud: count('cloud') };
  histograms.clear();
  histograms.set(key, histogram);
  return histogram;
}
