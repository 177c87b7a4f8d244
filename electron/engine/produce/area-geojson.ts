import { ParameterError } from '../core/errors.ts';
import type { Polygons } from './area.ts';
import { utmOfNames, utmToLonLat } from './area-utm.ts';

type Position = readonly [number, number];

/** An area as it was read. */
export interface AreaRead {
  /** Lon/lat degrees; their union is meant. */
  readonly polygons: Polygons;
  /** What was passed over or assumed, in words. */
  readonly notes: readonly string[];
}

/** Text that GDAL has to read: coordinates in another system, or another dialect of JSON. */
export interface NeedsGdal {
  readonly needsGdal: 'json';
}

interface Node {
  readonly type?: unknown;
  readonly features?: unknown;
  readonly geometries?: unknown;
  readonly geometry?: unknown;
  readonly coordinates?: unknown;
  readonly crs?: unknown;
}

/** Collections within collections. */
const MAX_DEPTH = 32;
const POLYGON_REMEDY = 'Give a GeoJSON file with a Polygon or MultiPolygon in longitude and latitude (EPSG:4326).';

/**
 * Reads an area from GeoJSON (RFC 7946, and its predecessor of 2008 with a `crs` member), one object or one in each
 * line. Metres of a UTM zone become degrees here, other systems are left to GDAL, which takes half a second to begin.
 * Polygons anywhere inside count; points, lines and features without geometry are passed over with a note, and a ring
 * that is not closed is closed.
 * @throws ParameterError that says what is wrong
 */
export function parseAreaText(text: string, file: string): AreaRead | NeedsGdal {
  const values = parseJson(text, file);
  const first = values[0] as (Node & Record<string, unknown>) | null;
  if (typeof first === 'object' && first !== null) {
    if (first.type === 'Topology') {
      throw new ParameterError(`${file} is TopoJSON, not GeoJSON.`, {
        file,
        remedy: 'Convert it, for example by ogr2ogr area.geojson on it.',
      });
    }
    if (first.type === undefined && ('rings' in first || 'geometryType' in first)) return { needsGdal: 'json' };
  }
  const names = values.map((value) => crsName(value, file));
  if (names.every(isLonLat)) return collect(values, file);
  const epsg = utmOfNames(names);
  if (epsg === null) return { needsGdal: 'json' };
  const read = gather(values, file);
  const polygons = utmToLonLat(read.polygons, epsg);
  return polygons ? { ...read, polygons } : { needsGdal: 'json' };
}

/** Polygons and notes of parsed GeoJSON in lon/lat degrees. @throws ParameterError */
export function collect(values: readonly unknown[], file: string): AreaRead {
  const read = gather(values, file);
  requireDegrees(read.polygons, file);
  return read;
}

/** Polygons and notes in whatever coordinates they have. @throws ParameterError where there are none */
function gather(values: readonly unknown[], file: string): AreaRead {
  const found = new Collector();
  for (const value of values) found.visit(value, 0);
  const { polygons, notes } = found.result();
  if (polygons.length === 0) {
    const only = notes.length > 0 ? ` ${notes.join(' ')}` : '';
    throw new ParameterError(`${file} holds no polygon.${only}`, { file, remedy: POLYGON_REMEDY });
  }
  return { polygons, notes };
}

class Collector {
  private readonly polygons: (readonly (readonly Position[])[])[] = [];
  private readonly passed = new Map<string, number>();
  private closed = 0;

  visit(value: unknown, depth: number): void {
    const node = value as Node | null;
    if (typeof node !== 'object' || node === null || depth > MAX_DEPTH) this.pass('without geometry');
    // A list of features or geometries, as programs hold them.
    else if (Array.isArray(value)) each(value, (item) => this.visit(item, depth + 1));
    else if (node.type === 'FeatureCollection') each(node.features, (feature) => this.visit(feature, depth + 1));
    else if (node.type === 'GeometryCollection') each(node.geometries, (part) => this.visit(part, depth + 1));
    else if (node.type === 'Feature') this.visit(node.geometry, depth + 1);
    else if (node.type === 'Polygon') this.polygon(node.coordinates);
    else if (node.type === 'MultiPolygon') each(node.coordinates, (coordinates) => this.polygon(coordinates));
    else if (/Point$/.test(String(node.type))) this.pass('points');
    else if (/LineString$/.test(String(node.type))) this.pass('lines');
    else this.pass('of unknown type');
  }

  result(): AreaRead {
    const notes = [...this.passed].map(
      ([what, count]) => `${count} ${count === 1 ? 'object' : 'objects'} passed over: ${what}.`,
    );
    if (this.closed > 0)
      notes.push(
        `${this.closed} ${this.closed === 1 ? 'ring was' : 'rings were'} not closed and ended at the first point.`,
      );
    return { polygons: this.polygons, notes };
  }

  private pass(what: string): void {
    this.passed.set(what, (this.passed.get(what) ?? 0) + 1);
  }

  private polygon(coordinates: unknown): void {
    const rings: Position[][] = [];
    for (const ring of Array.isArray(coordinates) ? coordinates : []) {
      const points = positions(ring);
      if (points === null) {
        this.pass('polygons with a place that is no pair of numbers');
        return;
      }
      const [begin, end] = [points[0], points.at(-1)];
      if (begin && end && (begin[0] !== end[0] || begin[1] !== end[1])) {
        points.push(begin);
        if (points.length >= 4) this.closed++;
      }
      // Less than a triangle encloses nothing; without its outer ring a polygon is nothing.
      if (points.length >= 4) rings.push(points);
      else if (rings.length === 0) break;
    }
    if (rings.length > 0) this.polygons.push(rings);
    else this.pass('polygons of fewer than three places');
  }
}

function each(list: unknown, visit: (item: unknown) => void): void {
  if (Array.isArray(list)) for (const item of list) visit(item);
}

/** Points of a ring without height and measure; null where one is no pair of numbers. */
function positions(ring: unknown): Position[] | null {
  if (!Array.isArray(ring)) return null;
  const points: Position[] = [];
  for (const place of ring) {
    if (!Array.isArray(place) || !Number.isFinite(place[0]) || !Number.isFinite(place[1])) return null;
    points.push([place[0], place[1]]);
  }
  return points;
}

function requireDegrees(polygons: Polygons, file: string): void {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const rings of polygons) {
    for (const ring of rings) {
      for (const [x, y] of ring) {
        west = Math.min(west, x);
        east = Math.max(east, x);
        south = Math.min(south, y);
        north = Math.max(north, y);
      }
    }
  }
  // Files that go over the date line run on to 360 or -360.
  if (west >= -360 && east <= 360 && south >= -90 && north <= 90) return;
  const range = `x ${short(west)} to ${short(east)}, y ${short(south)} to ${short(north)}`;
  if (west >= -90 && east <= 90 && south >= -360 && north <= 360) {
    throw new ParameterError(
      `The area's coordinates are latitude, longitude (${range}): GeoJSON has longitude first.`,
      {
        file,
        remedy: 'Swap them (in QGIS: "Swap X and Y coordinates"; ogr2ogr -s_srs EPSG:4326 -t_srs OGC:CRS84).',
      },
    );
  }
  throw new ParameterError(`The area's coordinates are not longitude and latitude (${range}).`, {
    file,
    remedy:
      'Reproject it to EPSG:4326 (ogr2ogr -t_srs EPSG:4326), or save it with its coordinate system, for example as a GeoPackage.',
  });
}

function short(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** Name of the coordinate system that the `crs` member of 2008 gives; null where there is none. */
function crsName(value: unknown, file: string): string | null {
  const crs = (value as Node | null)?.crs;
  if (crs === undefined || crs === null) return null;
  const { name } = ((crs as { properties?: unknown }).properties ?? {}) as { name?: unknown };
  if (typeof name === 'string') return name;
  throw new ParameterError(`The "crs" of ${file} does not name a coordinate system.`, {
    file,
    remedy: 'Export the area in EPSG:4326.',
  });
}

/** WGS 84 longitude and latitude under the names in use; GeoJSON has longitude first under each of them. */
function isLonLat(name: string | null): boolean {
  return name === null || /(CRS:?84|EPSG:(?:[\d.]*:)?4326|WGS ?84)$/i.test(name.trim());
}

function parseJson(text: string, file: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch (cause) {
    // One object a line, as GeoJSONL and RFC 8142 (with a record separator) have it.
    const lines = text.split('\n').map((line) => (line.charCodeAt(0) === 0x1e ? line.slice(1) : line).trim());
    try {
      const values = lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line));
      if (values.length > 0 && values.every((value) => typeof value === 'object')) return values;
    } catch {
      // Said below.
    }
    throw new ParameterError(`${file} is not GeoJSON: ${cause instanceof Error ? cause.message : 'not JSON'}.`, {
      file,
      remedy: POLYGON_REMEDY,
    });
  }
}
