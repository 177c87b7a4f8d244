import type { GridMetres } from '../../core/bands.ts';
import type { Window } from '../../core/grid.ts';
import type { TilePlace } from '../../jpeg2000/tile-reader.ts';

/**
 * Sides of the tiles that ESA's JPEG 2000 files have. Arrays in Zarr have none; divided the same way, they are halved to
 * the same samples, and give the same masks.
 */
const TILE_SIDES: Readonly<Record<GridMetres, number>> = { 10: 1024, 20: 640, 60: 192 };
/** Halvings of ESA's files. */
export const LEVELS = 4;

/** The tiles of an image that share pixels with a window of it. */
export function tilesIn(
  size: { readonly width: number; readonly height: number },
  metres: GridMetres,
  window: Window,
): TilePlace[] {
  const side = TILE_SIDES[metres];
  const across = Math.ceil(size.width / side);
  const tiles: TilePlace[] = [];
  for (let y = Math.floor(window.row / side); y * side < window.row + window.height; y++) {
    for (let x = Math.floor(window.column / side); x * side < window.column + window.width; x++) {
      const [column, row] = [x * side, y * side];
      const [width, height] = [Math.min(side, size.width - column), Math.min(side, size.height - row)];
      if (width > 0 && height > 0) tiles.push({ tile: y * across + x, column, row, width, height });
    }
  }
  return tiles;
}

/** A tile in pixels of the image after halvings: its side is a multiple of 2^LEVELS, so that it begins at a whole one. */
export function halvedPlace({ column, row, width, height }: Window, reduce: number): Window {
  const scale = 2 ** reduce;
  return {
    column: column / scale,
    row: row / scale,
    width: Math.ceil(width / scale),
    height: Math.ceil(height / scale),
  };
}
