import { type ClassCode, MASK_CLASSES } from '../core/classes.ts';
import { type CancelFlag, ParameterError, RasterError, throwIfCancelled } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { connectRuns } from './components.ts';
import { type ArcSet, traceArcs } from './polygon-arcs.ts';
import { joinRings, type RingSet } from './polygon-rings.ts';
import { type Lines, simplifyArcs } from './polygon-simplify.ts';
import { encodeRuns } from './runs.ts';
import type { ClassRaster } from './types.ts';

export type Ring = readonly (readonly [number, number])[];

/** An area of one class. Rings are closed (the last point is the first), the outer one first and counter-clockwise. */
export interface ClassPolygon {
  readonly code: ClassCode;
  /** Points `[x, y]` in metres of the grid's projected coordinate system. */
  readonly rings: readonly Ring[];
}

export interface PolygonOptions {
  /** How far, in metres, pixel corners may lie off the line: 0 follows the pixel edges; half a pixel by default. */
  readonly toleranceMetres?: number | undefined;
  /** Classes that are wanted; all by default. */
  readonly classes?: readonly ClassCode[] | undefined;
  readonly signal?: CancelFlag | undefined;
}

/** Polygons of a class raster, made one by one while they are walked through, so that they need not all be in memory. */
export interface ClassPolygons extends Iterable<ClassPolygon> {
  /** Polygons of each code, index 0 to 5. */
  readonly counts: readonly number[];
}

/**
 * Turns a class raster into polygons with holes: one per area of edge-connected pixels of a class. Neighbours share the
 * points of their common boundary exactly, so that at any tolerance the polygons cover the raster without gaps and
 * without overlaps, and every polygon is valid (simple rings; they may touch at points).
 *
 * @throws RasterError when raster and grid differ in size; ParameterError for a negative tolerance; CancelledError.
 */
export function tracePolygons(raster: ClassRaster, grid: Grid, options: PolygonOptions = {}): ClassPolygons {
  const tolerance = options.toleranceMetres ?? grid.pixelMetres / 2;
  if (!(tolerance >= 0)) throw new ParameterError(`The tolerance is ${tolerance} m; it must be 0 m or more.`);
  if (raster.width !== grid.width || raster.height !== grid.height) {
    throw new RasterError(
      `The mask has ${raster.width} x ${raster.height} pixels; its grid has ${grid.width} x ${grid.height}.`,
    );
  }
  throwIfCancelled(options.signal);
  const arcs = traceArcs(raster);
  throwIfCancelled(options.signal);
  const lines = simplifyArcs(arcs, raster, tolerance / grid.pixelMetres);
  throwIfCancelled(options.signal);
  const rings = joinRings(arcs);
  throwIfCancelled(options.signal);
  const { areas, count } = areasOfRings(raster, arcs, rings);
  const { order, firstOf } = groupByArea(areas, count);
  const wanted = new Set<number>(options.classes ?? MASK_CLASSES.map(({ code }) => code));
  const codeOf = (area: number) => {
    const ring = order[firstOf[area]!]!;
    return raster.codes[pixelOfRing(arcs, rings, ring)] as ClassCode;
  };
  const counts = new Array<number>(6).fill(0);
  for (let area = 0; area < count; area++) counts[codeOf(area)] = counts[codeOf(area)]! + 1;
  return {
    counts,
    *[Symbol.iterator]() {
      for (let area = 0; area < count; area++) {
        if ((area & 1023) === 0) throwIfCancelled(options.signal);
        const code = codeOf(area);
        if (!wanted.has(code)) continue;
        const own = order.subarray(firstOf[area]!, firstOf[area + 1]!);
        yield { code, rings: outerFirst(Array.from(own, (ring) => ringPoints(lines, rings, ring, grid))) };
      }
    },
  };
}

/** Pixel at the left of a ring's first half-arc. */
function pixelOfRing(arcs: ArcSet, rings: RingSet, ring: number): number {
  const half = rings.halves[rings.first[ring]!]!;
  return ((half & 1) === 0 ? arcs.leftPixel : arcs.rightPixel)[half >> 1]!;
}

/** The area (from 0, in the order of rows) that each ring bounds. */
function areasOfRings(raster: ClassRaster, arcs: ArcSet, rings: RingSet): { areas: Int32Array; count: number } {
  const runs = encodeRuns(raster.codes, raster.width, raster.height);
  const { root } = connectRuns(runs, Uint8Array.of(0, 1, 2, 3, 4, 5), false);
  const number = new Int32Array(root.length);
  let count = 0;
  for (let run = 0; run < root.length; run++) {
    number[run] = root[run] === run ? count++ : root[run] === -1 ? -1 : number[root[run]!]!;
  }
  const areas = new Int32Array(rings.count);
  for (let ring = 0; ring < rings.count; ring++) {
    const pixel = pixelOfRing(arcs, rings, ring);
    const row = Math.floor(pixel / raster.width);
    let low = runs.rowFirst[row]!;
    let high = runs.rowFirst[row + 1]! - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (runs.starts[middle]! <= pixel) low = middle;
      else high = middle - 1;
    }
    areas[ring] = number[low]!;
  }
  return { areas, count };
}

/** Rings in the order of their areas: area a has order[firstOf[a]] up to, not including, order[firstOf[a + 1]]. */
function groupByArea(areas: Int32Array, count: number): { order: Int32Array; firstOf: Int32Array } {
  const firstOf = new Int32Array(count + 1);
  for (const area of areas) firstOf[area + 1] = firstOf[area + 1]! + 1;
  for (let area = 0; area < count; area++) {
    firstOf[area + 1] = firstOf[area + 1]! + firstOf[area]!;
  }
  const next = firstOf.slice();
  const order = new Int32Array(areas.length);
  for (let ring = 0; ring < areas.length; ring++) {
    const area = areas[ring]!;
    const place = next[area]!;
    order[place] = ring;
    next[area] = place + 1;
  }
  return { order, firstOf };
}

function ringPoints(lines: Lines, rings: RingSet, ring: number, grid: Grid): Ring {
  const points: [number, number][] = [];
  const half = grid.pixelMetres / 2;
  const push = (i: number) => points.push([grid.originX + lines.x[i]! * half, grid.originY - lines.y[i]! * half]);
  for (let at = rings.first[ring]!; at < rings.first[ring + 1]!; at++) {
    const arc = rings.halves[at]! >> 1;
    const from = lines.first[arc]!;
    const to = from + lines.length[arc]! - 1;
    // The last point of an arc is the first of the next.
    if ((rings.halves[at]! & 1) === 0) for (let i = from; i < to; i++) push(i);
    else for (let i = to; i > from; i--) push(i);
  }
  points.push(points[0] as [number, number]);
  return points;
}

function outerFirst(rings: readonly Ring[]): readonly Ring[] {
  const outer = rings.findIndex((ring) => signedArea(ring) > 0);
  return outer <= 0 ? rings : [rings[outer] as Ring, ...rings.slice(0, outer), ...rings.slice(outer + 1)];
}

/** Area of a closed ring in m², positive where it runs counter-clockwise (the shoelace formula, about its first point). */
export function signedArea(ring: Ring): number {
  const [x0, y0] = ring[0] as readonly [number, number];
  let twice = 0;
  for (let i = 1; i < ring.length - 1; i++) {
    const [ax, ay] = ring[i] as readonly [number, number];
    const [bx, by] = ring[i + 1] as readonly [number, number];
    twice += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return twice / 2;
}
