import proj4 from '../../engine/core/proj4.ts';
import type { Angles } from '../../engine/product/types.ts';
import { isInSwath, type Scene } from '../world/scene.ts';
import { TILE } from './identity.ts';
import { sunAngles } from './sun.ts';

const toLonLat = proj4(`+proj=utm +zone=${TILE.utmZone} +datum=WGS84 +units=m +no_defs`, 'EPSG:4326');

/** Longitude and latitude in degrees of a point of the tile. */
export function lonLatOf(eastMetres: number, southMetres: number): readonly [number, number] {
  return toLonLat.forward([TILE.originX + eastMetres, TILE.originY - southMetres]) as [number, number];
}

/**
 * Sun angles at a point of the tile, azimuth from true north.
 *
 * @param time ISO 8601, UTC
 */
export function sunAt(time: string, eastMetres: number, southMetres: number): Angles {
  const [longitude, latitude] = lonLatOf(eastMetres, southMetres);
  return sunAngles(time, longitude, latitude);
}

/** Spacing of the angle grids in the tile metadata. */
export const ANGLE_STEP_METRES = 5000;

/** Points of an angle grid along a side of the tile. */
export function anglePoints(sideMetres: number): number {
  return Math.ceil(sideMetres / ANGLE_STEP_METRES) + 1;
}

/** View angles of a band, of an instrument that flies past in the west of the tile; detectors are not told apart. */
export function viewAt(band: number, eastMetres: number): Angles {
  return { zenithDegrees: 6.2 + 0.07 * band + (4.7 * eastMetres) / 100_000, azimuthDegrees: 285 + 0.2 * band };
}

/** Ring of lon/lat around what the instrument saw: the tile, cut by the swath's edge. Closed. */
export function footprintRing(scene: Scene): readonly (readonly [number, number])[] {
  const { eastMetres: width, southMetres: height } = scene.extent;
  const steps = 1000;
  const edge = (south: number): number => {
    let east = width;
    while (east > 0 && !isInSwath(scene, east, south)) east -= width / steps;
    return east;
  };
  const eastSide = Array.from({ length: 21 }, (_, index) => (index * height) / 20).map((south) =>
    lonLatOf(edge(south), south),
  );
  const ring = [lonLatOf(0, 0), ...eastSide, lonLatOf(0, height)];
  return [...ring, ring[0]!];
}
