import { CLEAR, type ClassCode } from '../../core/classes.ts';
import { type Ring, tracePolygons } from '../../mask/polygons.ts';
import { crossingsOfRing } from '../../mask/scanline.ts';

/** A polygon without holes in pixels: 0, 0 is the upper left corner of the first pixel. */
export interface OpenPolygon {
  readonly code: ClassCode;
  readonly points: readonly (readonly [number, number])[];
}

/**
 * Polygons of labels 1 to 5 along the pixels' edges. Holes are cut open: a polygon with holes becomes one ring, joined by
 * bridges that are walked there and back, since rasterisers that sort by class and not by z-order (cm-vsm) lose what is
 * drawn inside of another one.
 */
export function openPolygons(
  labels: Uint8Array,
  width: number,
  height: number,
  least: ClassCode = CLEAR,
): OpenPolygon[] {
  const grid = { epsg: null, originX: 0, originY: 0, pixelMetres: 1, width, height };
  const classes = ([1, 2, 3, 4, 5] as const).filter((code) => code >= least);
  const polygons: OpenPolygon[] = [];
  for (const { code, rings } of tracePolygons({ ...grid, codes: labels }, grid, { toleranceMetres: 0, classes })) {
    const [outer, ...holes] = rings.map((ring) => ring.map(([x, y]): [number, number] => [x, -y]));
    polygons.push({
      code,
      points: withoutHoles(
        outer!.slice(0, -1),
        holes.map((hole) => hole.slice(0, -1)),
      ),
    });
  }
  return polygons;
}

type Points = readonly (readonly [number, number])[];

/** One ring: each hole, the leftmost first, is joined to the nearest point at its left that is on the ring so far. */
function withoutHoles(outer: Points, holes: readonly Points[]): Points {
  const leftmost = (hole: Points): number => Math.min(...hole.map(([x]) => x));
  let ring: Points = outer;
  for (const hole of [...holes].sort((a, b) => leftmost(a) - leftmost(b))) {
    const start = hole.reduce((best, [x], i) => (x < hole[best]![0] ? i : best), 0);
    const [hx, hy] = hole[start]!;
    const { index, x } = edgeAtLeft(ring, hx, hy);
    const turned = [...hole.slice(start), ...hole.slice(0, start), hole[start]!];
    const bridge = [x, hy] as const;
    ring = [...ring.slice(0, index + 1), bridge, ...turned, bridge, ...ring.slice(index + 1)];
  }
  return ring;
}

/** The edge of a ring that a walk to the left from a point meets first, and where: rings run along pixels' edges. */
function edgeAtLeft(ring: Points, px: number, py: number): { readonly index: number; readonly x: number } {
  let found = { index: 0, x: Number.NEGATIVE_INFINITY };
  for (let i = 0; i < ring.length; i++) {
    const [ax, ay] = ring[i]!;
    const [bx, by] = ring[(i + 1) % ring.length]!;
    if (py < Math.min(ay, by) || py > Math.max(ay, by)) continue;
    const x = ay === by ? Math.max(...[ax, bx].filter((one) => one <= px), Number.NEGATIVE_INFINITY) : ax;
    if (x <= px && x > found.x) found = { index: i, x };
  }
  return found;
}

/** Paints a polygon (even-odd, a pixel by its centre) into labels. */
export function paintPolygon(
  labels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  points: Points,
  label: number,
): void {
  const closed: Ring = [...points, points[0]!];
  for (let row = 0; row < height; row++) {
    const crossings = crossingsOfRing(closed, row + 0.5).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]! - 0.5));
      const to = Math.min(width, Math.ceil(crossings[i + 1]! - 0.5));
      if (to > from) labels.fill(label, row * width + from, row * width + to);
    }
  }
}
