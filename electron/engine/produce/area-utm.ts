import proj4 from '../core/proj4.ts';
import { utmDefinition, utmZone } from '../core/utm.ts';
import type { Polygons } from './area.ts';

/** Where places of a UTM zone lie, metres: what goes beyond is somebody's mistake, or wants more than a zone's formulas. */
const MOST_EAST = 1_000_000;
const MOST_NORTH = 10_000_000;

/**
 * The EPSG code of the UTM zone that all names of coordinate systems give, as GeoJSON of 2008 words them
 * (`urn:ogc:def:crs:EPSG::32633`, `EPSG:32633`); null where one gives another, or none.
 */
export function utmOfNames(names: readonly (string | null)[]): number | null {
  const [first] = names;
  if (!first || names.some((name) => name !== first)) return null;
  const code = /^(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d+)$/i.exec(first.trim())?.[1];
  return code !== undefined && utmZone(Number(code)) ? Number(code) : null;
}

/** Polygons in metres of a UTM zone as longitude and latitude; null where a place lies outside of what a zone has. */
export function utmToLonLat(polygons: Polygons, epsg: number): Polygons | null {
  const isInZone = ([x, y]: readonly [number, number]) => x >= 0 && x <= MOST_EAST && y >= 0 && y <= MOST_NORTH;
  if (!polygons.every((rings) => rings.every((ring) => ring.every(isInZone)))) return null;
  const project = proj4(utmDefinition(epsg));
  return polygons.map((rings) =>
    rings.map((ring) =>
      ring.map(([x, y]): readonly [number, number] => {
        const [lon, lat] = project.inverse([x, y]);
        return [rounded(lon), rounded(lat)];
      }),
    ),
  );
}

/** To a micrometre, as what GDAL makes degrees is: a pixel whose centre lies on an edge falls to the same side. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e11) / 1e11;
}
