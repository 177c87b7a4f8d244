import type { Grid } from '../core/grid.ts';
import { gridBounds } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { centralMeridian, utmDefinition } from '../core/utm.ts';

/** Rings of a polygon, GeoJSON order (outer ring, then holes); points in lon/lat degrees or in grid coordinates. */
export type Rings = readonly (readonly (readonly [number, number])[])[];

type Ring = Rings[number];
/** West, south, east, north in degrees; west and east may lie beyond 180. */
type Box = readonly [number, number, number, number];

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

/**
 * A ring whose longitudes run on beyond 180 where it goes over the date line. Two neighbours more than half the globe
 * apart are meant the short way round, except a whole turn, which is the edge of a map of the world.
 */
export function unwrapRing(ring: Ring): Ring {
  let turn = 0;
  let before: number | undefined;
  return ring.map(([lon, lat]) => {
    const step = before === undefined ? 0 : lon - before;
    if (Math.abs(step) > 180 && Math.abs(step) < 359.999) turn -= Math.sign(step) * 360;
    before = lon;
    return [lon + turn, lat] as const;
  });
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

/** Sutherland and Hodgman 1974, "Reentrant polygon clipping": one side of the box after the other. */
function cutToBox(ring: Ring, [west, south, east, north]: Box): Ring {
  const sides = [
    { axis: 0, at: west, sign: 1 },
    { axis: 0, at: east, sign: -1 },
    { axis: 1, at: south, sign: 1 },
    { axis: 1, at: north, sign: -1 },
  ] as const;
  let points = ring;
  for (const { axis, at, sign } of sides) {
    const beyond = (point: readonly [number, number]) => (point[axis] - at) * sign < 0;
    if (!points.some(beyond)) continue;
    const kept: (readonly [number, number])[] = [];
    for (let i = 0; i < points.length; i++) {
      const a = points[i] as readonly [number, number];
      const b = points[(i + 1) % points.length] as readonly [number, number];
      if (!beyond(a)) kept.push(a);
      if (beyond(a) !== beyond(b)) {
        const share = (at - a[axis]) / (b[axis] - a[axis]);
        kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
      }
    }
    points = kept;
  }
  return points;
}
