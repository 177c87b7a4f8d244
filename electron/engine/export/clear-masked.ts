import { type ClassCode, MISSING } from '../core/classes.ts';
import type { Grid, Window } from '../core/grid.ts';

/** A class raster with its place. */
export interface MaskOnGrid {
  readonly grid: Grid;
  /** Class codes 1 to 5, row by row. */
  readonly codes: Uint8Array;
}

/**
 * Sets to 0 every pixel of `dn` (a window of `grid`, row by row) whose mask class is in `maskedCodes`. The class is that
 * of the mask pixel in which the pixel's centre lies; outside of the mask it is missing.
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
  const columns = Int32Array.from({ length: window.width }, (_, column) =>
    maskColumn(window.column + column, grid, mask.grid),
  );
  for (let row = 0; row < window.height; row++) {
    const maskRow = maskRowOf(window.row + row, grid, mask.grid);
    const first = row * window.width;
    if (maskRow < 0) {
      if (outside) dn.fill(0, first, first + window.width);
      continue;
    }
    const maskFirst = maskRow * mask.grid.width;
    for (let column = 0; column < window.width; column++) {
      const at = columns[column]!;
      if (at < 0 ? outside : isMasked[mask.codes[maskFirst + at]!] === 1) dn[first + column] = 0;
    }
  }
}

function maskColumn(column: number, grid: Grid, mask: Grid): number {
  const x = grid.originX + (column + 0.5) * grid.pixelMetres;
  const at = Math.floor((x - mask.originX) / mask.pixelMetres);
  return at >= 0 && at < mask.width ? at : -1;
}

function maskRowOf(row: number, grid: Grid, mask: Grid): number {
  const y = grid.originY - (row + 0.5) * grid.pixelMetres;
  const at = Math.floor((mask.originY - y) / mask.pixelMetres);
  return at >= 0 && at < mask.height ? at : -1;
}
