import geodesic from 'geographiclib-geodesic';

type Position = readonly [number, number];

const { WGS84 } = geodesic.Geodesic;
/** Lines that are drawn have a point at least this often, so that they lie where the distance was measured. */
const STEP_METRES = 20_000;

/** Length of a line over corners in lon/lat degrees, metres on the WGS 84 ellipsoid (Karney 2013, doi:10.1007/s00190-012-0578-z). */
export function lengthMetres(corners: readonly Position[]): number {
  return corners.slice(1).reduce((sum, [lon, lat], index) => {
    const [fromLon, fromLat] = corners[index]!;
    return sum + (WGS84.Inverse(fromLat, fromLon, lat, lon).s12 ?? 0);
  }, 0);
}

/** Area and perimeter of a polygon whose sides are geodesics; corners in lon/lat degrees, not closed, in either turn. */
export function areaOf(corners: readonly Position[]): {
  readonly squareMetres: number;
  readonly perimeterMetres: number;
} {
  const polygon = WGS84.Polygon(false);
  for (const [lon, lat] of corners) polygon.AddPoint(lat, lon);
  const { area = 0, perimeter } = polygon.Compute(false, true);
  return { squareMetres: Math.abs(area), perimeterMetres: perimeter };
}

/** A line over corners with points between them, along geodesics: longitudes go on over 180 degrees where the line does. */
export function geodesicPath(corners: readonly Position[]): Position[] {
  const path: Position[] = corners.slice(0, 1).map(([lon, lat]) => [lon, lat]);
  for (const [index, [toLon, toLat]] of corners.slice(1).entries()) {
    const [lon, lat] = corners[index]!;
    const line = WGS84.InverseLine(lat, lon, toLat, toLon);
    const metres = line.s13;
    const steps = Math.max(1, Math.ceil(metres / STEP_METRES));
    for (let step = 1; step <= steps; step++) {
      const { lon2 = toLon, lat2 = toLat } = line.Position((metres * step) / steps);
      const before = path.at(-1)![0];
      path.push([lon2 + 360 * Math.round((before - lon2) / 360), lat2]);
    }
  }
  return path;
}
