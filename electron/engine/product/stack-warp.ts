import { ProductError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { coordinateProblem } from './georeference.ts';
import { nearestGridMetres } from './stack-metadata.ts';
import type { TiffRaster } from './tiff-raster.ts';

/** A grid of metres on the ground for a raster that has none, and why, in words. */
export interface StackWarp {
  readonly epsg: number;
  readonly pixelMetres: number;
  readonly note: string;
}

/** Metres to a degree of latitude (WGS 84, mean). */
const DEGREE_METRES = 111_195;
/** A pixel this much larger or smaller than 10, 20 or 60 m is still taken for one of these. */
const SNAP = 1.35;
const FINEST_METRES = 10;
const COARSEST_METRES = 60;

/**
 * Where a raster counts in degrees, Mercator's metres or feet: the UTM zone of its middle and a pixel size near its own,
 * on which it is then read (interpolated). Null where its coordinates are metres already or it has none.
 *
 * @param pixelMetres size that the user gives
 * @throws ProductError when GDAL cannot tell where it lies
 */
export function warpFor(raster: TiffRaster, pixelMetres: number | undefined, file: string): StackWarp | null {
  const problem =
    coordinateProblem(raster.image, file) ??
    (isMercator(raster.wkt) ? MERCATOR : isGeographic(raster.wkt) ? DEGREES : null);
  if (problem === null) return null;
  const { centre, geoTransform } = raster;
  if (centre === null || geoTransform === null || !(Math.abs(centre[1]) < 84 && Math.abs(centre[0]) <= 360)) {
    throw new ProductError(`${file} ${problem}.`, {
      file,
      remedy: 'Lay it on a UTM grid: gdalwarp -t_srs EPSG:CODE -tr 10 10 in.tif out.tif',
    });
  }
  const [lon, lat] = centre;
  // Some count from 0 to 360, or go on beyond 180 where they cross the antimeridian.
  const east = (((lon + 180) % 360) + 360) % 360;
  const zone = Math.floor(east / 6) + 1;
  const epsg = (lat < 0 ? 32_700 : 32_600) + zone;
  const own = groundMetres(raster, geoTransform, lat);
  const size = pixelMetres ?? snapped(own);
  return {
    epsg,
    pixelMetres: size,
    note: `${file} ${problem}: it is read on a grid of ${size} m in EPSG:${epsg} (interpolated; its own are about ${own.toFixed(1)} m on the ground).`,
  };
}

const MERCATOR = 'is in a Mercator projection, whose metres are not those of the ground';

const DEGREES = 'is in geographic coordinates (degrees)';

function isGeographic(wkt: string | null): boolean {
  return /^(GEOGCRS|GEOGCS|GEODCRS)/.test(wkt ?? '');
}

function isMercator(wkt: string | null): boolean {
  return /(METHOD|PROJECTION)\["(Popular Visualisation Pseudo[ -_])?Mercator/i.test(wkt ?? '');
}

/** Side of a pixel on the ground in the middle of the raster: the root of its area. */
function groundMetres(raster: TiffRaster, transform: readonly number[], latitude: number): number {
  const across = Math.hypot(transform[1]!, transform[4]!);
  const down = Math.hypot(transform[2]!, transform[5]!);
  const shrink = Math.cos((latitude * Math.PI) / 180);
  if (isGeographic(raster.wkt)) return Math.sqrt(across * down * shrink) * DEGREE_METRES;
  const unit = Number(/CS\[Cartesian[\s\S]*?LENGTHUNIT\["[^"]*",([\d.]+)/.exec(raster.wkt ?? '')?.[1] ?? 1);
  return Math.sqrt(across * down) * unit * (isMercator(raster.wkt) ? shrink : 1);
}

function snapped(metres: number): number {
  const near = nearestGridMetres(metres);
  if (metres < near * SNAP && metres > near / SNAP) return near;
  return Math.min(COARSEST_METRES, Math.max(FINEST_METRES, Math.round(metres)));
}

/** The grid of a raster that GDAL has laid on one. */
export function warpedGrid(raster: TiffRaster, { epsg, pixelMetres }: StackWarp): Grid {
  const { width, height, geoTransform } = raster;
  return { epsg, originX: geoTransform![0]!, originY: geoTransform![3]!, pixelMetres, width, height };
}
