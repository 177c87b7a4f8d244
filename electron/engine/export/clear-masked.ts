import { type ClassCode, MISSING } from '../core/classes.ts';
import type { Grid, Window } from '../core/grid.ts';

/** A class raster with its place. */
export interface MaskOnGrid {
  readonly grid: Grid;
  /** Class codes 1 to 5, row by row. */
  readonly codes: Uint8Array;
}

/**
 * Sets to 0 every pixel of `dn` (a window of `grid`, row by row) that is not known to be usable: where one of the mask
 * pixels whose centres lie in it is of `maskedCodes`. A pixel that holds no such centre, being finer than the mask's, has the
 * class of the mask pixel in which its own centre lies. Outside of the mask the class is missing.
 */
export function clearMasked(
  dn: Uint16Array,
  window: Window,
  grid: Grid,
  mask: MaskOnGrid,
  maskedCodes: ReadonlySet<ClassCode>,
): void {
  const isMasked = Uint8Array.from({ length: 256 }, (_, code) =>
    Number((maskedCodes as ReadonlySet<number>).has(code)),
  );
  const outside = isMasked[MISSING] === 1;
  const east = grid.originX - mask.grid.originX;
  const south = mask.grid.originY - grid.originY;
  const columns = Array.from({ length: window.width }, (_, column) =>
    maskSpan(window.column + column, east, grid.pixelMetres, mask.grid.pixelMetres),
  );
  const isCleared = ([top, bottom]: Span, [left, right]: Span): boolean => {
    const { width, height } = mask.grid;
    if (outside && (top < 0 || left < 0 || bottom > height || right > width)) return true;
    for (let row = Math.max(0, top); row < Math.min(bottom, height); row++) {
      for (let column = Math.max(0, left); column < Math.min(right, width); column++) {
        if (isMasked[mask.codes[row * width + column]!] === 1) return true;
      }
    }
    return false;
  };
  for (let row = 0; row < window.height; row++) {
    const rows = maskSpan(window.row + row, south, grid.pixelMetres, mask.grid.pixelMetres);
    const first = row * window.width;
    for (let column = 0; column < window.width; column++) {
      if (isCleared(rows, columns[column]!)) dn[first + column] = 0;
    }
  }
}

/** First pixel, and the one after the last. */
type Span = readonly [from: number, to: number];

/**
 * Pixels of the mask, along one axis, whose centres lie in a pixel of another grid; the one around its centre where there
 * are none. `shift`: metres from the mask's edge to that of the grid.
 */
function maskSpan(pixel: number, shift: number, pixelMetres: number, maskMetres: number): Span {
  const from = Math.ceil((shift + pixel * pixelMetres) / maskMetres - 0.5);
  const to = Math.ceil((shift + (pixel + 1) * pixelMetres) / maskMetres - 0.5);
  if (to > from) return [from, to];
  const at = Math.floor((shift + (pixel + 0.5) * pixelMetres) / maskMetres);
  return [at, at + 1];
}
