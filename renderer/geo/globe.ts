type Position = readonly [lon: number, lat: number];
/** West, south, east, north in degrees; over the date line the east lies beyond 180. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** A longitude from -180 to 180, as the engine takes it; the map goes on beyond these over the date line. */
export const onGlobe = (lon: number): number => (lon >= -180 && lon <= 180 ? lon : lon - 360 * Math.round(lon / 360));

const eastOfDateLine = ([lon, lat]: Position): Position => [lon < 0 ? lon + 360 : lon, lat];

const width = (positions: readonly Position[]): number => {
  const lons = positions.map(([lon]) => lon);
  return Math.max(...lons) - Math.min(...lons);
};

/**
 * Places that lie together: where that makes them narrower, those beyond the date line go on from 180. What is no wider
 * than half the globe cannot become narrower but by rounding, as all of the west would when 360 is added.
 */
export function together(positions: readonly Position[]): readonly Position[] {
  if (width(positions) <= 180) return positions;
  const over = positions.map(eastOfDateLine);
  return width(over) < width(positions) ? over : positions;
}

/** What holds places that lie together; null where there are none. */
export function boxAround(positions: readonly Position[]): Box | null {
  if (positions.length === 0) return null;
  const near = together(positions);
  const [lons, lats] = [near.map(([lon]) => lon), near.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

export const isOverDateLine = ([, , east]: Box): boolean => east > 180;
