/** Points in order, in lon/lat degrees or in grid coordinates; closed or not. */
export type Ring = readonly (readonly [number, number])[];
/** West, south, east, north in degrees; west and east may lie beyond 180. */
export type Box = readonly [number, number, number, number];

const WHOLE_TURN = 360;

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

/**
 * The bounding box of rings in lon/lat as GeoJSON wants it (RFC 7946, 5.2): over the date line its west is greater than its
 * east. Rings are put together the short way from the first; what then goes around the globe has -180 to 180.
 */
export function boundsOfRings(rings: readonly Ring[]): [west: number, south: number, east: number, north: number] {
  const first = rings.find((ring) => ring.length > 0)?.[0]?.[0] ?? 0;
  const near = rings.flatMap((ring) => ringNear(ring, first));
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of near) {
    [west, east] = [Math.min(west, lon), Math.max(east, lon)];
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
  }
  if (east - west >= WHOLE_TURN) return [-180, south, 180, north];
  return [onGlobe(west), south, onGlobe(east), north];
}

/** A ring, unwrapped and moved by whole turns to where it is nearest to a longitude. */
export function ringNear(ring: Ring, lon: number): Ring {
  const whole = unwrapRing(ring);
  const turns = Math.round(((whole[0]?.[0] ?? lon) - lon) / WHOLE_TURN);
  return turns === 0 ? whole : whole.map(([x, y]) => [x - turns * WHOLE_TURN, y] as const);
}

/** A longitude from -180 to 180; those stay as they are. */
export function onGlobe(lon: number): number {
  return lon >= -180 && lon <= 180 ? lon : lon - WHOLE_TURN * Math.round(lon / WHOLE_TURN);
}

/** A ring in lon/lat as GeoJSON wants it (RFC 7946, 3.1.9): a polygon, or its two sides of the date line. */
export function ringGeometry(ring: Ring) {
  const whole = unwrapRing(ring);
  const lons = whole.map(([lon]) => lon);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  if ((west >= -180 && east <= 180) || east - west >= WHOLE_TURN)
    return { type: 'Polygon' as const, coordinates: [ring] };
  const line = west < -180 ? -180 : 180;
  const parts = [
    cutToBox(whole, [line - WHOLE_TURN, -90, line, 90]),
    cutToBox(whole, [line, -90, line + WHOLE_TURN, 90]),
  ].map((part, side) => {
    const shift = (side === 0 ? 180 : -180) - line;
    return closed(part.map(([lon, lat]) => [lon + shift, lat] as const));
  });
  const coordinates = parts.filter((part) => part.length > 3).map((part) => [part]);
  return { type: 'MultiPolygon' as const, coordinates };
}

function closed(ring: Ring): Ring {
  const [first, last] = [ring[0], ring.at(-1)];
  return first && last && (first[0] !== last[0] || first[1] !== last[1]) ? [...ring, first] : ring;
}

/** Sutherland and Hodgman 1974, "Reentrant polygon clipping": one side of the box after the other. */
export function cutToBox(ring: Ring, [west, south, east, north]: Box): Ring {
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
