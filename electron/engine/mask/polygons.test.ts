import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../test/test-rasters.ts';
import { CLOUD } from '../core/classes.ts';
import { ParameterError, RasterError } from '../core/errors.ts';
import { type ClassPolygon, type Ring, signedArea, tracePolygons } from './polygons.ts';
import type { ClassRaster } from './types.ts';

const gridOf = ({ width, height, pixelMetres }: ClassRaster) => ({
  epsg: 32629,
  originX: 600000,
  originY: 5900040,
  pixelMetres,
  width,
  height,
});

/** Random classes in rounded patches of about `grain` pixels, with single pixels here and there. */
function randomClasses(width: number, height: number, grain: number, random: () => number): ClassRaster {
  const seeds = Array.from({ length: Math.max(1, Math.round((width * height) / grain ** 2)) }, () => ({
    x: random() * width,
    y: random() * height,
    code: 1 + Math.floor(random() * 5),
  }));
  const codes = new Uint8Array(width * height);
  for (let i = 0; i < codes.length; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    let nearest = Number.POSITIVE_INFINITY;
    for (const seed of seeds) {
      const distance = (seed.x - x) ** 2 + (seed.y - y) ** 2;
      if (distance < nearest) {
        nearest = distance;
        codes[i] = seed.code;
      }
    }
    if (random() < 0.05) codes[i] = 1 + Math.floor(random() * 5);
  }
  return { width, height, pixelMetres: 20, codes };
}

const polygonArea = ({ rings }: ClassPolygon) => rings.reduce((sum, ring) => sum + signedArea(ring), 0);

/** Undirected segments of all rings, each once, with how many rings it belongs to. */
function segmentsOf(polygons: readonly ClassPolygon[]): Map<string, { count: number; segment: Segment }> {
  const segments = new Map<string, { count: number; segment: Segment }>();
  for (const ring of polygons.flatMap(({ rings }) => rings)) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const segment = [ring[i], ring[i + 1]] as unknown as Segment;
      const key = segment
        .map((point) => point.join())
        .sort()
        .join(' ');
      const entry = segments.get(key);
      if (entry) entry.count++;
      else segments.set(key, { count: 1, segment });
    }
  }
  return segments;
}

type Point = readonly [number, number];
type Segment = readonly [Point, Point];

const side = ([ax, ay]: Point, [bx, by]: Point, [px, py]: Point) =>
  Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
const within = ([ax, ay]: Point, [bx, by]: Point, [px, py]: Point) =>
  px >= Math.min(ax, bx) && px <= Math.max(ax, bx) && py >= Math.min(ay, by) && py <= Math.max(ay, by);
const same = (p: Point, q: Point) => p[0] === q[0] && p[1] === q[1];

/** Whether two segments meet anywhere but at an end point that they share. */
function meet([a, b]: Segment, [c, d]: Segment): boolean {
  const shared = [a, b].filter((p) => same(p, c) || same(p, d));
  const touching = (p: Point, [q, r]: Segment) =>
    side(q, r, p) === 0 && within(q, r, p) && !shared.some((point) => same(point, p));
  if (touching(a, [c, d]) || touching(b, [c, d]) || touching(c, [a, b]) || touching(d, [a, b])) return true;
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

function expectPartition(raster: ClassRaster, polygons: readonly ClassPolygon[], label: string): void {
  const total = raster.width * raster.height * raster.pixelMetres ** 2;
  expect(
    polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0),
    label,
  ).toBeCloseTo(total, 3);
  for (const polygon of polygons) {
    const [outer, ...holes] = polygon.rings as [Ring, ...Ring[]];
    expect(signedArea(outer), label).toBeGreaterThan(0);
    expect(polygonArea(polygon), label).toBeGreaterThan(0);
    for (const hole of holes) expect(signedArea(hole), label).toBeLessThan(0);
    for (const ring of polygon.rings) {
      expect(ring.length, label).toBeGreaterThanOrEqual(4);
      expect(ring.at(-1), label).toEqual(ring[0]);
      expect(new Set(ring.map((point) => point.join())).size, label).toBe(ring.length - 1);
    }
  }
  const segments = [...segmentsOf(polygons).values()];
  const [west, south, east, north] = [600000, 5900040 - raster.height * 20, 600000 + raster.width * 20, 5900040];
  for (const { count, segment } of segments) {
    const frame = segment.every(([x]) => x === west) || segment.every(([x]) => x === east);
    const flat = segment.every(([, y]) => y === south) || segment.every(([, y]) => y === north);
    expect(count, label).toBe(frame || flat ? 1 : 2);
  }
  for (let i = 0; i < segments.length; i++) {
    for (let j = 0; j < i; j++) {
      const [one, other] = [segments[i], segments[j]] as [{ segment: Segment }, { segment: Segment }];
      if (meet(one.segment, other.segment)) throw new Error(`${label}: ${one.segment} meets ${other.segment}`);
    }
  }
}

describe('tracePolygons', () => {
  it('covers the raster without gaps, overlaps or crossings at any tolerance', () => {
    const random = seeded(11);
    for (let round = 0; round < 60; round++) {
      const raster = randomClasses(
        1 + Math.floor(random() * 22),
        1 + Math.floor(random() * 22),
        1 + random() * 8,
        random,
      );
      for (const toleranceMetres of [0, 6, 10, 20, 45, 200]) {
        const polygons = [...tracePolygons(raster, gridOf(raster), { toleranceMetres })];
        expectPartition(raster, polygons, `round ${round}, tolerance ${toleranceMetres} m`);
      }
    }
  });

  it('has the area of the pixels of every class at tolerance 0, and the corners within the tolerance otherwise', () => {
    const raster = randomClasses(60, 50, 9, seeded(5));
    const area = new Array<number>(6).fill(0);
    for (const polygon of tracePolygons(raster, gridOf(raster), { toleranceMetres: 0 })) {
      area[polygon.code] = area[polygon.code]! + polygonArea(polygon);
    }
    const pixels = [0, 1, 2, 3, 4, 5].map((code) => raster.codes.filter((other) => other === code).length);
    expect(area).toEqual(pixels.map((count) => count * 400));

    const exact = [...segmentsOf([...tracePolygons(raster, gridOf(raster), { toleranceMetres: 0 })]).values()];
    for (const toleranceMetres of [10, 30]) {
      const lines = [...segmentsOf([...tracePolygons(raster, gridOf(raster), { toleranceMetres })]).values()];
      if (toleranceMetres > 20) expect(lines.length).toBeLessThan(0.8 * exact.length);
      for (const { segment } of exact) {
        const nearest = Math.min(...lines.map((line) => distance(segment[0], line.segment)));
        expect(nearest).toBeLessThanOrEqual(toleranceMetres + 1e-3);
      }
    }
  });

  it('gives back the raster when GDAL burns the polygons in', () => {
    const folder = mkdtempSync(join(tmpdir(), 'polygons-'));
    try {
      const raster = randomClasses(83, 71, 5, seeded(8));
      const grid = gridOf(raster);
      const features = Array.from(tracePolygons(raster, grid, { toleranceMetres: 0 }), ({ code, rings }) => ({
        type: 'Feature',
        properties: { code },
        geometry: { type: 'Polygon', coordinates: rings },
      }));
      const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32629' } };
      writeFileSync(join(folder, 'classes.geojson'), JSON.stringify({ type: 'FeatureCollection', crs, features }));
      const bounds = [grid.originX, grid.originY - 71 * 20, grid.originX + 83 * 20, grid.originY].map(String);
      const burn = ['-a', 'code', '-te', ...bounds, '-tr', '20', '20', '-ot', 'Byte', '-of', 'ENVI', '-q'];
      execFileSync('gdal_rasterize', [...burn, 'classes.geojson', 'classes.img'], { cwd: folder });
      expect(new Uint8Array(readFileSync(join(folder, 'classes.img')))).toEqual(raster.codes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('straightens the stairs of a slanting edge at half a pixel', () => {
    const codes = Uint8Array.from({ length: 40 * 40 }, (_, i) => (i % 40 > Math.floor(i / 40) ? CLOUD : 1));
    const raster = { width: 40, height: 40, pixelMetres: 20, codes };
    const [first] = [...tracePolygons(raster, gridOf(raster))];
    expect(first?.rings[0]?.length).toBeLessThan(10);
  });

  it('gives only the classes that are wanted and counts them all', () => {
    const codes = Uint8Array.from([4, 1, 4, 1, 4, 1, 4, 1, 4]);
    const raster = { width: 3, height: 3, pixelMetres: 20, codes };
    const polygons = tracePolygons(raster, gridOf(raster), { classes: [CLOUD], toleranceMetres: 0 });
    expect([...polygons].map(({ code, rings }) => [code, rings.length])).toEqual(Array(5).fill([4, 1]));
    expect(polygons.counts).toEqual([0, 4, 0, 0, 5, 0]);
  });

  it('refuses another size of grid and a negative tolerance', () => {
    const raster = { width: 3, height: 3, pixelMetres: 20, codes: new Uint8Array(9).fill(1) };
    expect(() => tracePolygons(raster, { ...gridOf(raster), width: 4 })).toThrow(RasterError);
    expect(() => tracePolygons(raster, gridOf(raster), { toleranceMetres: -1 })).toThrow(ParameterError);
  });
});

function distance([px, py]: Point, [[ax, ay], [bx, by]]: Segment): number {
  const squared = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = Math.min(1, Math.max(0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / squared));
  return Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay));
}
