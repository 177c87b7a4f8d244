import { MISSING } from '../core/classes.ts';
import { ParameterError } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import { intersectWindows, wholeWindow } from '../core/grid.ts';
import { unwrapRing } from '../core/lonlat-ring.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition } from '../core/utm.ts';
import { lonLatBoxOf, type Rings, ringsInBox } from './area-lonlat.ts';

/** Polygons whose union is meant: what lies in two of them is inside. */
export type Polygons = readonly Rings[];

/**
 * Projects polygons from lon/lat degrees to pixel coordinates of a grid (column, row; the centre of the first pixel is
 * at 0.5, 0.5). What lies far away from the grid is cut off first, where its projection is of no use; rings over the
 * date line are continued on its other side.
 * @throws ParameterError for a grid without a coordinate system; RasterError where that is no UTM zone
 */
export function polygonsToPixels(polygons: Polygons, grid: Grid): Polygons {
  if (grid.epsg === null) {
    throw new ParameterError('An area in longitude and latitude cannot be laid over a raster without an EPSG code.', {
      remedy: 'Give the raster its coordinate system first (gdal_edit.py -a_srs EPSG:326xx), or work on all of it.',
    });
  }
  const project = proj4(utmDefinition(grid.epsg));
  const box = lonLatBoxOf(grid, grid.epsg);
  return polygons.flatMap((rings) =>
    ringsInBox(rings.map(unwrapRing), box).map((near) =>
      near.map((ring) =>
        ring.map(([lon, lat]) => {
          const [x, y] = project.forward([lon, lat]);
          return [(x - grid.originX) / grid.pixelMetres, (grid.originY - y) / grid.pixelMetres] as const;
        }),
      ),
    ),
  );
}

/** The smallest window of the grid that holds the polygons (pixel coordinates), or null where they do not meet. */
export function windowOfPolygons(polygons: Polygons, grid: Grid): Window | null {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rings of polygons) {
    for (const ring of rings) {
      for (const [column, row] of ring) {
        west = Math.min(west, column);
        east = Math.max(east, column);
        north = Math.min(north, row);
        south = Math.max(south, row);
      }
    }
  }
  if (!(east >= west && south >= north)) return null;
  const column = Math.floor(west);
  const row = Math.floor(north);
  const bounds = { column, row, width: Math.ceil(east) - column, height: Math.ceil(south) - row };
  return intersectWindows(bounds, wholeWindow(grid));
}

/** The smallest part of the window that holds all pixels whose centres lie in a polygon; null where there are none. */
export function pixelsOfPolygons(window: Window, polygons: Polygons): Window | null {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rings of polygons) {
    forEachSpan(rings, window, (row, begin, end) => {
      west = Math.min(west, begin);
      east = Math.max(east, end);
      north = Math.min(north, row);
      south = Math.max(south, row + 1);
    });
  }
  if (!(east > west)) return null;
  return { column: window.column + west, row: window.row + north, width: east - west, height: south - north };
}

/**
 * Sets every pixel of `codes` (a class raster of `window`) to missing whose centre is in none of the polygons. Within a
 * polygon rings follow the even-odd rule, so that holes need no special case; polygons that overlap are united.
 * @returns number of pixels inside
 */
export function clipToPolygons(codes: Uint8Array, window: Window, polygons: Polygons): number {
  const inside = new Uint8Array(codes.length);
  for (const rings of polygons) {
    forEachSpan(rings, window, (row, begin, end) => {
      inside.fill(1, row * window.width + begin, row * window.width + end);
    });
  }
  let pixels = 0;
  for (let i = 0; i < codes.length; i++) {
    if (inside[i] === 0) codes[i] = MISSING;
    else pixels++;
  }
  return pixels;
}

/** Runs of pixels of the window whose centres are inside, by the even-odd rule; work is by edges, not by rows times edges. */
function forEachSpan(rings: Rings, window: Window, visit: (row: number, begin: number, end: number) => void): void {
  const crossings = new Map<number, number[]>();
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i++) {
      const [x0, y0] = ring[i] as readonly [number, number];
      const [x1, y1] = ring[(i + 1) % ring.length] as readonly [number, number];
      const first = Math.max(0, Math.ceil(Math.min(y0, y1) - window.row - 0.5));
      const last = Math.min(window.height, Math.ceil(Math.max(y0, y1) - window.row - 0.5));
      for (let row = first; row < last; row++) {
        const x = x0 + ((window.row + row + 0.5 - y0) / (y1 - y0)) * (x1 - x0);
        const found = crossings.get(row);
        if (found) found.push(x);
        else crossings.set(row, [x]);
      }
    }
  }
  for (const [row, found] of crossings) {
    found.sort((a, b) => a - b);
    for (let i = 0; i + 1 < found.length; i += 2) {
      const begin = firstCentreAt(found[i]!, window);
      const end = firstCentreAt(found[i + 1]!, window);
      if (end > begin) visit(row, begin, end);
    }
  }
}

/** First column of the window whose centre lies at or right of x. */
function firstCentreAt(x: number, window: Window): number {
  return Math.min(Math.max(Math.ceil(x - window.column - 0.5), 0), window.width);
}
