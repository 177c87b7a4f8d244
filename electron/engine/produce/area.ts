import proj4 from 'proj4';
import { MISSING } from '../core/classes.ts';
import { ParameterError } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import { intersectWindows, wholeWindow } from '../core/grid.ts';
import { utmDefinition } from '../core/utm.ts';
import { crossingsOfRing } from '../mask/scanline.ts';

/** Rings of a polygon, GeoJSON order (outer ring, then holes); points in lon/lat degrees or in grid coordinates. */
export type Rings = readonly (readonly (readonly [number, number])[])[];

/**
 * Projects rings from lon/lat degrees to pixel coordinates of a grid (column, row; the centre of the first pixel is at
 * 0.5, 0.5).
 */
export function ringsToPixels(rings: Rings, grid: Grid): Rings {
  if (grid.epsg === null) throw new ParameterError('An area in lon/lat cannot be used on a raster without a CRS.');
  const project = proj4(utmDefinition(grid.epsg));
  return rings.map((ring) =>
    ring.map(([lon, lat]) => {
      const [x, y] = project.forward([lon, lat]);
      return [(x - grid.originX) / grid.pixelMetres, (grid.originY - y) / grid.pixelMetres] as const;
    }),
  );
}

/** The smallest window of the grid that holds the polygon (pixel coordinates), or null where they do not meet. */
export function windowOfRings(pixelRings: Rings, grid: Grid): Window | null {
  const points = pixelRings.flat();
  const columns = points.map(([column]) => column);
  const rows = points.map(([, row]) => row);
  const column = Math.floor(Math.min(...columns));
  const row = Math.floor(Math.min(...rows));
  const bounds = {
    column,
    row,
    width: Math.ceil(Math.max(...columns)) - column,
    height: Math.ceil(Math.max(...rows)) - row,
  };
  return intersectWindows(bounds, wholeWindow(grid));
}

/**
 * Sets every pixel of `codes` (a class raster of `window`) to missing whose centre is outside the polygon. Even-odd
 * rule, scanline by scanline, so that holes need no special case.
 */
export function clipToRings(codes: Uint8Array, window: Window, pixelRings: Rings): void {
  for (let row = 0; row < window.height; row++) {
    const y = window.row + row + 0.5;
    const crossings = pixelRings.flatMap((ring) => crossingsOfRing(ring, y)).sort((a, b) => a - b);
    let column = 0;
    for (let i = 0; i <= crossings.length; i += 2) {
      const enter = i < crossings.length ? firstCentreAt(crossings[i] as number, window) : window.width;
      codes.fill(MISSING, row * window.width + column, row * window.width + Math.max(column, enter));
      if (i + 1 < crossings.length) column = Math.max(column, firstCentreAt(crossings[i + 1] as number, window));
    }
  }
}

/** First column of the window whose centre lies at or right of x. */
function firstCentreAt(x: number, window: Window): number {
  return Math.min(Math.max(Math.ceil(x - window.column - 0.5), 0), window.width);
}
