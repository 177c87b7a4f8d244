import type { Window } from '../core/grid.ts';
import type { Manifest } from './manifest.ts';

/** Coarsest level of the pyramid that is kept beside the probabilities; tiles begin at multiples of 2^this. */
export const COARSEST_LEVEL = 4;

/** How a grid is cut into tiles. Tile boundaries are the same for all rows and all columns. */
export interface TilePlan {
  /** Width and height of the network's input in pixels. */
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** Boundaries of the parts that tiles are kept of, from 0 to the grid's width. Length: tile columns + 1. */
  readonly columns: readonly number[];
  /** The same from 0 to the grid's height. */
  readonly rows: readonly number[];
  /** First column of the input of each tile column, and first row of each tile row. */
  readonly inputColumns: readonly number[];
  readonly inputRows: readonly number[];
}

/** One tile of a plan. */
export interface Tile {
  /** Number of the tile, row by row from 0. */
  readonly index: number;
  readonly row: number;
  readonly column: number;
  /** What the network sees; may reach beyond the grid at its right and lower border. */
  readonly input: Window;
  /** The part that is kept. The kept parts of all tiles cover the grid once. */
  readonly core: Window;
  /** The input of the whole tile, where this is a part of one: see `tilePart`. The sun is that of its middle. */
  readonly within?: Window | undefined;
}

export interface TileLimits {
  readonly marginPixels: number;
  /** Largest input, margins included. */
  readonly tilePixels: number;
  readonly sizeMultiple: number;
  /** Smallest input; a smaller grid fills its upper left. 1 where it is left out. */
  readonly minimumSize?: number | undefined;
  readonly fixedSize?: number | undefined;
}

/**
 * Cuts a grid into as few inputs of one size as `tilePixels` allows, then makes them as small as that number permits.
 * Neighbours overlap by at least two margins; at the grid's border nothing is cut off, since nothing lies beyond. Input
 * origins are multiples of `sizeMultiple`, so that a network that halves its resolution meets the same pixels in every tile.
 */
export function planTiles(grid: { readonly width: number; readonly height: number }, limits: TileLimits): TilePlan {
  const x = planAxis(grid.width, limits);
  const y = planAxis(grid.height, limits);
  return {
    inputWidth: x.input,
    inputHeight: y.input,
    columns: x.boundaries,
    rows: y.boundaries,
    inputColumns: x.starts,
    inputRows: y.starts,
  };
}

/** The tiles in which a pack works through a grid. */
export function planFor(
  pack: { readonly manifest: Manifest },
  grid: { readonly width: number; readonly height: number },
): TilePlan {
  const { input, marginPixels, tilePixels } = pack.manifest;
  const { sizeMultiple, minimumSize, fixedSize } = input;
  return planTiles(grid, { marginPixels, tilePixels, sizeMultiple, minimumSize, fixedSize });
}

/** The tiles of a plan, row by row. */
export function tilesOf(plan: TilePlan): Tile[] {
  const tiles: Tile[] = [];
  for (let row = 0; row < plan.rows.length - 1; row++)
    for (let column = 0; column < plan.columns.length - 1; column++)
      tiles.push({
        index: tiles.length,
        row,
        column,
        input: {
          column: plan.inputColumns[column]!,
          row: plan.inputRows[row]!,
          width: plan.inputWidth,
          height: plan.inputHeight,
        },
        core: {
          column: plan.columns[column]!,
          row: plan.rows[row]!,
          width: plan.columns[column + 1]! - plan.columns[column]!,
          height: plan.rows[row + 1]! - plan.rows[row]!,
        },
      });
  return tiles;
}

/** A grid that is larger than the largest input by no more than this stays whole: two inputs with margins cost more. */
const SINGLE_TILE_EXCESS = 1.25;
/**
 * A grid of this many pixels along an axis, as whole products have at 10 m, is cut into inputs that are larger by a ninth: with 1440
 * pixels a scene takes 100 of them and half as many pixels again as it has, with 1600 it takes 64 and a third.
 */
const LARGE_GRID_PIXELS = 8192;
const LARGE_GRID_EXCESS = 10 / 9;

function planAxis(size: number, limits: TileLimits): { input: number; starts: number[]; boundaries: number[] } {
  const { sizeMultiple, fixedSize } = limits;
  const stepMultiple = leastCommonMultiple(sizeMultiple, 2 ** COARSEST_LEVEL);
  const margin = roundUp(limits.marginPixels, stepMultiple);
  const padded = roundUp(Math.max(size, limits.minimumSize ?? 1), sizeMultiple);
  const largest = fixedSize ?? limits.tilePixels * (size >= LARGE_GRID_PIXELS ? LARGE_GRID_EXCESS : 1);
  if (padded <= (fixedSize ?? largest * SINGLE_TILE_EXCESS))
    return { input: fixedSize ?? padded, starts: [0], boundaries: [0, size] };
  const largestStep = Math.max(stepMultiple, Math.floor((largest - 2 * margin) / stepMultiple) * stepMultiple);
  const count = Math.ceil((size - 2 * margin) / largestStep);
  const step = fixedSize ? largestStep : roundUp(Math.ceil((size - 2 * margin) / count), stepMultiple);
  const input = fixedSize ?? step + 2 * margin;
  const starts = Array.from({ length: count }, (_, index) => Math.min(index * step, padded - input));
  const inner = Array.from({ length: count - 1 }, (_, index) => margin + (index + 1) * step);
  return { input, starts, boundaries: [0, ...inner, size] };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
