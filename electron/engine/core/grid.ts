/** A north-up raster grid in a projected coordinate system. Origin: outer corner of the upper left pixel, in metres. */
export interface Grid {
  /** EPSG code; null where the raster has no georeference. */
  readonly epsg: number | null;
  readonly originX: number;
  readonly originY: number;
  /** Pixel size in metres; pixels are square. */
  readonly pixelMetres: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle of pixels of some grid; `column` and `row` may lie outside of it where the callee says so. */
export interface Window {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/** The whole grid as a window. */
export function wholeWindow(grid: { readonly width: number; readonly height: number }): Window {
  return { column: 0, row: 0, width: grid.width, height: grid.height };
}

/** The part that two windows share, or null. */
export function intersectWindows(a: Window, b: Window): Window | null {
  const column = Math.max(a.column, b.column);
  const row = Math.max(a.row, b.row);
  const width = Math.min(a.column + a.width, b.column + b.width) - column;
  const height = Math.min(a.row + a.height, b.row + b.height) - row;
  return width > 0 && height > 0 ? { column, row, width, height } : null;
}

/** A window with so many pixels more on every side; it may reach beyond its grid. */
export function grownWindow({ column, row, width, height }: Window, pixels: number): Window {
  return { column: column - pixels, row: row - pixels, width: width + 2 * pixels, height: height + 2 * pixels };
}

/** Outer bounds `[west, south, east, north]` of a grid in its own coordinates, metres. */
export function gridBounds(grid: Grid): readonly [number, number, number, number] {
  return [
    grid.originX,
    grid.originY - grid.height * grid.pixelMetres,
    grid.originX + grid.width * grid.pixelMetres,
    grid.originY,
  ];
}

/** The grid that a window of a grid is. */
export function windowGrid(grid: Grid, window: Window): Grid {
  return {
    ...grid,
    originX: grid.originX + window.column * grid.pixelMetres,
    originY: grid.originY - window.row * grid.pixelMetres,
    width: window.width,
    height: window.height,
  };
}
