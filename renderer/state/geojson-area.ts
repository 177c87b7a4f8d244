type Position = [number, number];

export class AreaError extends Error {
  override readonly name = 'AreaError';
  readonly file: string;
  readonly remedy: string;

  constructor(message: string, file: string, remedy: string) {
    super(message);
    this.file = file;
    this.remedy = remedy;
  }
}

interface Node {
  readonly type?: unknown;
  readonly features?: unknown;
  readonly geometries?: unknown;
  readonly geometry?: unknown;
  readonly coordinates?: unknown;
}

function polygons(value: unknown): unknown[] {
  const node = value as Node | null;
  if (typeof node !== 'object' || node === null) return [];
  if (node.type === 'FeatureCollection' && Array.isArray(node.features)) return node.features.flatMap(polygons);
  if (node.type === 'GeometryCollection' && Array.isArray(node.geometries)) return node.geometries.flatMap(polygons);
  if (node.type === 'Feature') return polygons(node.geometry);
  if (node.type === 'Polygon') return [node.coordinates];
  if (node.type === 'MultiPolygon' && Array.isArray(node.coordinates)) return node.coordinates;
  return [];
}

function isRing(ring: unknown): ring is Position[] {
  return (
    Array.isArray(ring) &&
    ring.length >= 4 &&
    ring.every(
      (place) =>
        Array.isArray(place) &&
        Number.isFinite(place[0]) &&
        Number.isFinite(place[1]) &&
        Math.abs(place[0]) <= 180 &&
        Math.abs(place[1]) <= 90,
    )
  );
}

/** The one polygon of a GeoJSON text (RFC 7946: lon/lat degrees) as rings; throws an `AreaError` that says what is wrong. */
export function readArea(text: string, file: string): Position[][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AreaError('The file is not JSON.', file, 'Export the polygon as GeoJSON.');
  }
  const found = polygons(value);
  if (found.length === 0)
    throw new AreaError('The file holds no polygon.', file, 'Export the area as a GeoJSON polygon.');
  if (found.length > 1) {
    throw new AreaError(
      `The file holds ${found.length} polygons; an area is one.`,
      file,
      'Keep one of them, or merge them.',
    );
  }
  const rings = found[0];
  if (!Array.isArray(rings) || rings.length === 0 || !rings.every(isRing)) {
    throw new AreaError(
      'The polygon is not in lon/lat degrees, or a ring has fewer than four places.',
      file,
      'Export it in EPSG:4326.',
    );
  }
  return rings.map((ring) => ring.map((place): Position => [place[0]!, place[1]!]));
}
