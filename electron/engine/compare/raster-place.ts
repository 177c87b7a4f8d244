import { CompareError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';

/** Where the pixels of a raster lie, in whatever coordinate system. */
export interface RasterPlace {
  readonly width: number;
  readonly height: number;
  /** Of GDAL: x = g[0] + column * g[1] + row * g[2], y = g[3] + column * g[4] + row * g[5]; null where there is none. */
  readonly geoTransform: readonly number[] | null;
  /** The coordinate system as WKT; null where there is none. */
  readonly wkt: string | null;
  readonly epsg: number | null;
}

/** The same pixels counted from the north. @throws CompareError for a rotated grid */
export function northUp(place: RasterPlace, file: string): RasterPlace {
  const { width, height, wkt, epsg, geoTransform } = place;
  if (geoTransform === null) return { width, height, wkt: null, epsg: null, geoTransform };
  const [x, dx, rotateX, y, rotateY, dy] = geoTransform as [number, number, number, number, number, number];
  if (rotateX !== 0 || rotateY !== 0 || !(dx > 0)) {
    throw new CompareError(`The pixels of ${file} are rotated or mirrored.`, {
      file,
      remedy: 'Warp it north-up first: gdalwarp -r near IN OUT.',
    });
  }
  const north = dy < 0 ? geoTransform : [x, dx, 0, y + height * dy, 0, -dy];
  return { width, height, wkt, epsg, geoTransform: north };
}

/** Code or name of a coordinate system. */
export function nameOf({ epsg, wkt }: RasterPlace): string {
  if (epsg !== null) return `EPSG:${epsg}`;
  return wkt === null ? 'an unnamed system' : `"${/\["([^"]*)"/.exec(wkt)?.[1] ?? 'unnamed'}" (no EPSG code)`;
}

/** Left, top, right, bottom of a north-up grid, in its coordinates; of pixels where it has none. */
export function boundsOf({ geoTransform: g, width, height }: RasterPlace): readonly [number, number, number, number] {
  if (g === null) return [0, height, width, 0];
  const [x, dx, , y, , dy] = g as [number, number, number, number, number, number];
  return [x, y, x + width * dx, y + height * dy];
}

/** A grid as a place. */
export function placeOfGrid({ epsg, originX, originY, pixelMetres, width, height }: Grid): RasterPlace {
  const isPlaced = epsg !== null || originX !== 0 || originY !== 0;
  return {
    width,
    height,
    geoTransform: isPlaced ? [originX, pixelMetres, 0, originY, 0, -pixelMetres] : null,
    wkt: epsg === null ? null : `EPSG:${epsg}`,
    epsg,
  };
}

/** A place as a grid; pixels of 1 where it has no coordinates. */
export function gridOfPlace({ width, height, geoTransform, epsg }: RasterPlace): Grid {
  const [originX = 0, pixelMetres = 1, , originY = 0] = geoTransform ?? [];
  return { epsg, originX, originY, pixelMetres, width, height };
}
