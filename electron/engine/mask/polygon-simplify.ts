import type { ArcSet } from './polygon-arcs.ts';

/** Arcs after simplification: the same arcs and end points; coordinates in half pixels. */
export interface Lines {
  /** Arc a has the points first[a] up to, not including, first[a] + length[a]. */
  readonly first: Int32Array;
  readonly length: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Largest share of the tolerance that a vertex may cost, sweep by sweep: cheap vertices go first. */
const SHARES = [0.6, 0.8, 1] as const;
const SWEEPS = 4;

/**
 * Simplifies every arc once, so that neighbours keep a common line. The pixel edges' corners stay within
 * `tolerancePixels` of the line; 0 keeps the pixel edges, from 0.5 on the stairs of a slanting edge are first cut at
 * the middles of their steps. Ends of arcs and the raster's own frame stay.
 *
 * A vertex is taken out only when the triangle with its two neighbours holds no other vertex of any arc, and when it
 * leaves closed arcs three corners and two arcs between the same nodes distinct. Then lines never cross or touch
 * anew, rings stay simple and keep their nesting (the triangle test of de Berg, van Kreveld and Schirra 1998,
 * "Topologically correct subdivision simplification using the bandwidth criterion").
 */
export function simplifyArcs(
  arcs: ArcSet,
  raster: { readonly width: number; readonly height: number },
  tolerancePixels: number,
): Lines {
  const lines = baseLines(arcs, tolerancePixels);
  if (tolerancePixels <= 0) return lines;
  const occupied = createOccupancy(2 * raster.width + 1, 2 * raster.height + 1);
  const straight = new Set<string>();
  const ends = (arc: number) => {
    const from = lines.first[arc]!;
    const to = from + lines.length[arc]! - 1;
    const a = `${lines.x[from]},${lines.y[from]}`;
    const b = `${lines.x[to]},${lines.y[to]}`;
    return a < b ? `${a} ${b}` : `${b} ${a}`;
  };
  for (let arc = 0; arc < arcs.count; arc++) {
    const from = lines.first[arc]!;
    for (let i = from; i < from + lines.length[arc]!; i++) {
      occupied.set(lines.x[i]!, lines.y[i]!);
    }
    if (lines.length[arc] === 2) straight.add(ends(arc));
  }
  for (const share of SHARES) {
    for (let arc = 0; arc < arcs.count; arc++) {
      if (isFrame(arcs, arc)) continue;
      const claimStraight = () => {
        const key = ends(arc);
        if (straight.has(key)) return false;
        straight.add(key);
        return true;
      };
      for (let sweep = 0; sweep < SWEEPS; sweep++) {
        if (!thin(lines, arc, 2 * tolerancePixels * share, occupied, claimStraight)) break;
      }
    }
  }
  return lines;
}

interface BoundedLines extends Lines {
  /** Half pixels by which what was taken out may lie off the segment from this point to the next. */
  readonly off: Float32Array;
}

/** One sweep along an arc that takes out the vertices that cost at most `limit` half pixels; whether there were any. */
function thin(
  lines: BoundedLines,
  arc: number,
  limit: number,
  occupied: Occupancy,
  claimStraight: () => boolean,
): boolean {
  const { x, y, off } = lines;
  const from = lines.first[arc]!;
  const count = lines.length[arc]!;
  const end = from + count - 1;
  const closed = x[from] === x[end] && y[from] === y[end];
  let left = count;
  let kept = from;
  for (let i = from + 1; i < end; i++) {
    const vx = x[i]!;
    const vy = y[i]!;
    const triangle = { ax: x[kept]!, ay: y[kept]!, vx, vy, cx: x[i + 1]!, cy: y[i + 1]! };
    const cost = distance(triangle) + Math.max(off[kept]!, off[i]!);
    const removable =
      cost <= limit &&
      left > (closed ? 4 : 2) &&
      occupied.emptyTriangle(triangle) &&
      (left > 3 || closed || claimStraight());
    if (removable) {
      occupied.clear(vx, vy);
      off[kept] = cost;
      left--;
      continue;
    }
    kept++;
    x[kept] = vx;
    y[kept] = vy;
    off[kept] = off[i]!;
  }
  kept++;
  x[kept] = x[end]!;
  y[kept] = y[end]!;
  lines.length[arc] = left;
  return left < count;
}

function isFrame(arcs: ArcSet, arc: number): boolean {
  return arcs.leftPixel[arc] === -1 || arcs.rightPixel[arc] === -1;
}

/** The arcs in half pixels; with a tolerance of half a pixel or more, with their corners cut. */
function baseLines(arcs: ArcSet, tolerancePixels: number): BoundedLines {
  const points = arcs.x.length;
  const cutting = tolerancePixels >= 0.5;
  const size = cutting ? 2 * points : points;
  const x = new Int32Array(size);
  const y = new Int32Array(size);
  const off = new Float32Array(size);
  const first = new Int32Array(arcs.count);
  const length = new Int32Array(arcs.count);
  let at = 0;
  const push = (px: number, py: number) => {
    if (at > 0 && at > first[arc]! && x[at - 1] === px && y[at - 1] === py) return;
    x[at] = px;
    y[at] = py;
    at++;
  };
  let arc = 0;
  for (; arc < arcs.count; arc++) {
    const from = arcs.first[arc]!;
    const end = arcs.first[arc + 1]! - 1;
    first[arc] = at;
    push(2 * arcs.x[from]!, 2 * arcs.y[from]!);
    for (let i = from + 1; i < end; i++) {
      const vx = arcs.x[i]!;
      const vy = arcs.y[i]!;
      if (!cutting || isFrame(arcs, arc)) {
        push(2 * vx, 2 * vy);
        continue;
      }
      const toLast = [arcs.x[i - 1]! - vx, arcs.y[i - 1]! - vy] as const;
      const toNext = [arcs.x[i + 1]! - vx, arcs.y[i + 1]! - vy] as const;
      const lengthLast = Math.abs(toLast[0] + toLast[1]);
      const lengthNext = Math.abs(toNext[0] + toNext[1]);
      // Where a step is one pixel, cut from middle to middle (at most half a pixel off); elsewhere half a pixel.
      const step = lengthLast === 1 || lengthNext === 1;
      const a = step ? lengthLast : 1;
      const b = step ? lengthNext : 1;
      push(2 * vx + (toLast[0] / lengthLast) * a, 2 * vy + (toLast[1] / lengthLast) * a);
      off[at - 1] = (a * b) / Math.hypot(a, b);
      push(2 * vx + (toNext[0] / lengthNext) * b, 2 * vy + (toNext[1] / lengthNext) * b);
    }
    push(2 * arcs.x[end]!, 2 * arcs.y[end]!);
    length[arc] = at - first[arc]!;
  }
  return { first, length, x, y, off };
}

/** A vertex v between its neighbours a and c, in half pixels. */
interface Triangle {
  readonly ax: number;
  readonly ay: number;
  readonly vx: number;
  readonly vy: number;
  readonly cx: number;
  readonly cy: number;
}

/** Distance of v from the segment a c. */
function distance({ ax, ay, vx, vy, cx, cy }: Triangle): number {
  const dx = cx - ax;
  const dy = cy - ay;
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((vx - ax) * dx + (vy - ay) * dy) / squared));
  return Math.hypot(vx - ax - along * dx, vy - ay - along * dy);
}

interface Occupancy {
  set(x: number, y: number): void;
  clear(x: number, y: number): void;
  /** Whether no vertex but the triangle's own corners lies in it or on its edges. */
  emptyTriangle(triangle: Triangle): boolean;
}

/** One bit per half-pixel point that tells where vertices are. */
function createOccupancy(width: number, height: number): Occupancy {
  const bits = new Uint32Array(Math.ceil((width * height) / 32));
  const has = (x: number, y: number) => {
    const i = y * width + x;
    return ((bits[i >>> 5]! >>> (i & 31)) & 1) === 1;
  };
  return {
    set(x, y) {
      const i = y * width + x;
      bits[i >>> 5] = bits[i >>> 5]! | (1 << (i & 31));
    },
    clear(x, y) {
      const i = y * width + x;
      bits[i >>> 5] = bits[i >>> 5]! & ~(1 << (i & 31));
    },
    emptyTriangle(triangle) {
      const { ax, ay, vx, vy, cx, cy } = triangle;
      const turn = Math.sign((vx - ax) * (cy - ay) - (vy - ay) * (cx - ax));
      if (turn === 0) return true;
      const bottom = Math.max(ay, vy, cy);
      for (let y = Math.min(ay, vy, cy); y <= bottom; y++) {
        let from = Number.POSITIVE_INFINITY;
        let to = Number.NEGATIVE_INFINITY;
        const cross = (x1: number, y1: number, x2: number, y2: number) => {
          if (Math.min(y1, y2) > y || Math.max(y1, y2) < y) return;
          const x = y1 === y2 ? x1 : x1 + ((y - y1) * (x2 - x1)) / (y2 - y1);
          from = Math.min(from, x, y1 === y2 ? x2 : x);
          to = Math.max(to, x, y1 === y2 ? x2 : x);
        };
        cross(ax, ay, vx, vy);
        cross(vx, vy, cx, cy);
        cross(cx, cy, ax, ay);
        for (let x = Math.ceil(from - 1e-6); x <= to + 1e-6; x++) {
          if (!has(x, y)) continue;
          if ((x === ax && y === ay) || (x === vx && y === vy) || (x === cx && y === cy)) continue;
          if (inTriangle(x, y, triangle, turn)) return false;
        }
      }
      return true;
    },
  };
}

/** Whether a point lies in a triangle or on its edges; `turn` is 1 or -1, the way round of a, v, c. */
function inTriangle(x: number, y: number, { ax, ay, vx, vy, cx, cy }: Triangle, turn: number): boolean {
  const side = (x1: number, y1: number, x2: number, y2: number) =>
    turn * ((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) >= 0;
  return side(ax, ay, vx, vy) && side(vx, vy, cx, cy) && side(cx, cy, ax, ay);
}
