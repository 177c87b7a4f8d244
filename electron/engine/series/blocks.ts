import type { GridMetres } from '../core/bands.ts';
import type { Window } from '../core/grid.ts';

/** Sides of blocks: whole JPEG 2000 tiles of ESA's files, so that each is decoded once. */
const BLOCK_PIXELS: Readonly<Record<GridMetres, number>> = { 10: 1024, 20: 640, 60: 576 };
const LEAST_ROWS = 64;
/** Most bytes of the observations of a block. */
const BLOCK_BYTES = 384 * 2 ** 20;
/** Most bytes of a strip of blocks, all bands of the result. */
const STRIP_BYTES = 160 * 2 ** 20;

/** A window cut into blocks, strip by strip from the north. */
export interface BlockPlan {
  /** Rows of a strip; the last one may have fewer. */
  readonly rows: number;
  readonly strips: readonly (readonly Window[])[];
}

/**
 * Cuts a window into blocks whose observations fit into memory, however many dates there are. Where blocks of whole tiles
 * are too large they are lower, and some tiles are decoded more than once.
 *
 * @param readBytes bytes of all observations of a pixel
 * @param writtenBytes bytes of a pixel of the result
 */
export function planBlocks(
  window: Window,
  gridMetres: GridMetres,
  { readBytes, writtenBytes }: { readonly readBytes: number; readonly writtenBytes: number },
): BlockPlan {
  const side = BLOCK_PIXELS[gridMetres];
  let rows = side;
  while (
    rows > LEAST_ROWS &&
    (rows * side * readBytes > BLOCK_BYTES || rows * window.width * writtenBytes > STRIP_BYTES)
  )
    rows /= 2;
  const strips: Window[][] = [];
  for (const [row, height] of pieces(window.row, window.height, rows)) {
    strips.push(pieces(window.column, window.width, side).map(([column, width]) => ({ column, row, width, height })));
  }
  return { rows, strips };
}

/** Start and length of the pieces of a range, cut at multiples of `size` of the whole grid. */
function pieces(start: number, length: number, size: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let at = start; at < start + length; ) {
    const next = Math.min(start + length, (Math.floor(at / size) + 1) * size);
    found.push([at, next - at]);
    at = next;
  }
  return found;
}
