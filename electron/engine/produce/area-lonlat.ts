import type { Grid } from '../core/grid.ts';
import { gridBounds } from '../core/grid.ts';
import { type Box, cutToBox, type Ring } from '../core/lonlat-ring.ts';
import proj4 from '../core/proj4.ts';
import { centralMeridian, utmDefinition } from '../core/utm.ts';

/** Rings of a polygon, GeoJSON order (outer ring, then holes); points in lon/lat degrees or in grid coordinates. */
export type Rings = readonly Ring[];

/** Polygons are cut this far outside of a grid, degrees: well within what a UTM zone projects. */
const MARGIN_DEGREES = 3;
const SIDE_POINTS = 16;

/** What lies around a grid in longitude and latitude, longitudes contiguous over the date line. */
export function lonLatBoxOf(grid: Grid, epsg: number): Box {
  const [left, bottom, right, top] = gridBounds(grid);
  const project = proj4(utmDefinition(epsg));
  const meridian = centralMeridian(epsg);
  let [west, south, east, north] = [Infinity, 90, -Infinity, -90];
  for (let i = 0; i <= SIDE_POINTS; i++) {
    const x = left + ((right - left) * i) / SIDE_POINTS;
    const y = bottom + ((top - bottom) * i) / SIDE_POINTS;
    for (const place of [
      [x, bottom],
      [x, top],
      [left, y],
      [right, y],
    ] as const) {
      const [lon, lat] = project.inverse([...place]);
      const contiguous = lon - 360 * Math.round((lon - meridian) / 360);
      west = Math.min(west, contiguous);
      east = Math.max(east, contiguous);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  return [west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES];
}

/** The ring as it is on a flat map: edges that `unwrapRing` would take the short way round get a point in their middle. */
export function withLongEdgesHalved(ring: Ring): Ring {
  return ring.flatMap((point, i) => {
    const next = ring[i + 1];
    if (next === undefined || Math.abs(next[0] - point[0]) <= 180) return [point];
    return [point, [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2] as const];
  });
}

/** The polygon, and its copies a turn east and west, as far as they reach into the box; parts far outside are cut off. */
export function ringsInBox(rings: Rings, box: Box): Rings[] {
  return [0, 360, -360].flatMap((shift) => {
    const moved =
      shift === 0
        ? rings
        : rings.map((ring) => ring.map(([lon, lat]): readonly [number, number] => [lon + shift, lat]));
    const cut = moved.map((ring) => cutToBox(ring, box)).filter((ring) => ring.length >= 3);
    return cut.length > 0 ? [cut] : [];
  });
}
