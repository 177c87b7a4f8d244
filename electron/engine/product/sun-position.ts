import { type Grid, gridBounds } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition, utmZone } from '../core/utm.ts';
import type { AngleGrid, Angles, Product } from './types.ts';

const RADIAN = Math.PI / 180;
const STEP_METRES = 5000;
const MILLISECONDS_PER_DAY = 86_400_000;
/** 2000-01-01 12:00 UTC. */
const J2000_MILLISECONDS = Date.UTC(2000, 0, 1, 12);

/**
 * The sun seen from a point of the Earth, without refraction: low-precision formulae of the Astronomical Almanac
 * (Michalsky 1988, Solar Energy 40, 227-235; errors below 0.01 degrees from 1950 to 2050).
 */
export function sunAngles(time: Date, lonDegrees: number, latDegrees: number): Angles {
  const days = (time.getTime() - J2000_MILLISECONDS) / MILLISECONDS_PER_DAY;
  const meanLongitude = 280.46 + 0.9856474 * days;
  const anomaly = (357.528 + 0.9856003 * days) * RADIAN;
  const longitude = (meanLongitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIAN;
  const obliquity = (23.439 - 0.0000004 * days) * RADIAN;
  const ascension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const siderealDegrees = 280.46062 + 360.985647366 * days + lonDegrees;
  const hour = siderealDegrees * RADIAN - ascension;
  const lat = latDegrees * RADIAN;
  const up = Math.sin(lat) * Math.sin(declination) + Math.cos(lat) * Math.cos(declination) * Math.cos(hour);
  const north = Math.cos(lat) * Math.sin(declination) - Math.sin(lat) * Math.cos(declination) * Math.cos(hour);
  const east = -Math.cos(declination) * Math.sin(hour);
  return {
    zenithDegrees: Math.acos(Math.min(1, Math.max(-1, up))) / RADIAN,
    azimuthDegrees: (Math.atan2(east, north) / RADIAN + 360) % 360,
  };
}

/**
 * The sun over a UTM grid at a time: in the middle, and every 5 km as the metadata of a tile would give it. Null where
 * the grid has no UTM coordinate system.
 */
export function sunOverGrid(time: Date, grid: Grid): NonNullable<Product['sun']> | null {
  const { epsg } = grid;
  if (epsg === null || utmZone(epsg) === null) return null;
  const project = proj4(utmDefinition(epsg));
  const at = (x: number, y: number): Angles => {
    const [lon, lat] = project.inverse([x, y]) as [number, number];
    return sunAngles(time, lon, lat);
  };
  const [west, south, east, north] = gridBounds(grid);
  const width = Math.ceil((east - west) / STEP_METRES) + 1;
  const height = Math.ceil((north - south) / STEP_METRES) + 1;
  const nodes = Array.from({ length: width * height }, (_, k) =>
    at(west + (k % width) * STEP_METRES, north - Math.floor(k / width) * STEP_METRES),
  );
  const angles: AngleGrid = {
    stepMetres: STEP_METRES,
    width,
    height,
    zenithDegrees: Float32Array.from(nodes, (node) => node.zenithDegrees),
    azimuthDegrees: Float32Array.from(nodes, (node) => node.azimuthDegrees),
  };
  return { ...at((west + east) / 2, (south + north) / 2), grid: angles };
}
