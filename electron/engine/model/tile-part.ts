import { grownWindow, intersectWindows, type Window } from '../core/grid.ts';
import type { Manifest } from './manifest.ts';
import { COARSEST_LEVEL, type Tile } from './tiling.ts';

/**
 * Margins around the wanted part of a tile that the network is given. Our networks see no further: with 448 pixels every
 * probability of T29UNU is that of the whole tile, with 384 one class in ten thousand is another, with 256 three in a thousand.
 */
const PART_MARGINS = 3.5;
/** A part whose input is more than this share of the tile's costs about as much: the tile is computed and kept whole. */
const MAX_PART_SHARE = 0.8;

/**
 * As much of a tile as a window wants: a smaller input at the same place and under the same sun, so that it gives what the
 * whole tile gives there. The tile itself where little would be saved, and where the network takes one size only.
 * @param window in pixels of the grid; shares pixels with the tile's core
 */
export function tilePart(
  tile: Tile,
  window: Window,
  { input: spec, marginPixels }: Pick<Manifest, 'input' | 'marginPixels'>,
): Tile {
  if (spec.fixedSize !== undefined) return tile;
  const kept = intersectWindows(aligned(window, 2 ** COARSEST_LEVEL), tile.core)!;
  const around = aligned(grownWindow(kept, Math.ceil(PART_MARGINS * marginPixels)), spec.sizeMultiple);
  const input = atLeast(intersectWindows(around, tile.input)!, spec.minimumSize, tile.input);
  if (area(input) > MAX_PART_SHARE * area(tile.input)) return tile;
  return { ...tile, core: kept, input, within: tile.input };
}

/** The smallest window that holds all of some, at least one. */
export function boundsOf(windows: readonly Window[]): Window {
  const column = Math.min(...windows.map((window) => window.column));
  const row = Math.min(...windows.map((window) => window.row));
  return {
    column,
    row,
    width: Math.max(...windows.map((window) => window.column + window.width)) - column,
    height: Math.max(...windows.map((window) => window.row + window.height)) - row,
  };
}

/** The smallest window around another whose edges are multiples of a step. */
function aligned({ column, row, width, height }: Window, step: number): Window {
  const low = (value: number) => Math.floor(value / step) * step;
  const high = (value: number) => Math.ceil(value / step) * step;
  return {
    column: low(column),
    row: low(row),
    width: high(column + width) - low(column),
    height: high(row + height) - low(row),
  };
}

/** A window that is made as large as it has to be, within `limits`. */
function atLeast(window: Window, size: number, limits: Window): Window {
  const along = (first: number, length: number, low: number, limit: number) => {
    const wanted = Math.min(Math.max(length, size), limit);
    return { first: Math.max(low, Math.min(first, low + limit - wanted)), wanted };
  };
  const x = along(window.column, window.width, limits.column, limits.width);
  const y = along(window.row, window.height, limits.row, limits.height);
  return { column: x.first, row: y.first, width: x.wanted, height: y.wanted };
}

function area({ width, height }: Window): number {
  return width * height;
}
