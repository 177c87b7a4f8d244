import { type ArcSet, growable } from './polygon-arcs.ts';

/**
 * Rings as sequences of half-arcs: 2 * arc along the arc, 2 * arc + 1 against it. The area lies at the left of each, so
 * that outer rings run counter-clockwise and holes clockwise (north up).
 */
export interface RingSet {
  readonly count: number;
  /** Ring r has the half-arcs first[r] up to, not including, first[r + 1]. */
  readonly first: Int32Array;
  readonly halves: Int32Array;
}

/**
 * Joins arcs to simple rings around areas of edge-connected pixels. Where an area touches itself at a corner, the ring
 * is split there, so that no ring meets a point twice. Boundaries of the outside have no ring.
 */
export function joinRings(arcs: ArcSet): RingSet {
  const nodes = collectNodes(arcs);
  const next = (half: number): number => {
    const arc = half >> 1;
    if (nodes.isClosed(arc)) return half;
    const forward = (half & 1) === 0;
    const travelling = forward ? arcs.arrives[arc]! : (arcs.leaves[arc]! + 2) % 4;
    const node = forward ? nodes.end(arc) : nodes.start(arc);
    for (const turn of [3, 0, 1]) {
      const out = nodes.leaving(node, (travelling + turn) % 4);
      if (out !== -1) return out;
    }
    throw new Error('A boundary ends in the middle of the raster.');
  };

  const first = growable();
  const halves = growable();
  const done = new Uint8Array(2 * arcs.count);
  const emit = (ring: readonly number[]) => {
    first.push(halves.length());
    for (const half of ring) halves.push(half);
  };
  for (let start = 0; start < done.length; start++) {
    const area = (start & 1) === 0 ? arcs.leftPixel[start >> 1] : arcs.rightPixel[start >> 1];
    if (done[start] || area === -1) continue;
    const path: number[] = [];
    const placeOf = new Map<number, number>();
    let half = start;
    do {
      done[half] = 1;
      const node = nodes.isClosed(half >> 1) ? -1 : (half & 1) === 0 ? nodes.start(half >> 1) : nodes.end(half >> 1);
      if (node !== -1 && nodes.isCrossing(node)) {
        const place = placeOf.get(node);
        if (place !== undefined) {
          emit(path.splice(place));
          for (const [other, at] of placeOf) if (at >= place) placeOf.delete(other);
        }
        placeOf.set(node, path.length);
      }
      path.push(half);
      half = next(half);
    } while (half !== start);
    emit(path);
  }
  const count = first.length();
  first.push(halves.length());
  return { count, first: first.take(), halves: halves.take() };
}

/** Which half-arcs leave each node in each direction. */
function collectNodes(arcs: ArcSet) {
  const stride = Math.max(1, maximum(arcs.x) + 1);
  const idAt = (point: number) => arcs.y[point]! * stride + arcs.x[point]!;
  const startPoint = (arc: number) => arcs.first[arc]!;
  const endPoint = (arc: number) => arcs.first[arc + 1]! - 1;
  const ids = new Float64Array(2 * arcs.count);
  for (let arc = 0; arc < arcs.count; arc++) {
    ids[2 * arc] = idAt(startPoint(arc));
    ids[2 * arc + 1] = idAt(endPoint(arc));
  }
  ids.sort();
  const unique = ids.filter((id, i) => i === 0 || id !== ids[i - 1]);
  const index = (id: number) => {
    let low = 0;
    let high = unique.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (unique[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const starts = new Int32Array(arcs.count);
  const ends = new Int32Array(arcs.count);
  const out = new Int32Array(4 * unique.length).fill(-1);
  for (let arc = 0; arc < arcs.count; arc++) {
    starts[arc] = index(idAt(startPoint(arc)));
    ends[arc] = index(idAt(endPoint(arc)));
    out[4 * starts[arc]! + arcs.leaves[arc]!] = 2 * arc;
    out[4 * ends[arc]! + ((arcs.arrives[arc]! + 2) % 4)] = 2 * arc + 1;
  }
  const leaving = (node: number, direction: number) => out[4 * node + direction]!;
  const degree = (node: number) => {
    let count = 0;
    for (let direction = 0; direction < 4; direction++) if (leaving(node, direction) !== -1) count++;
    return count;
  };
  return {
    start: (arc: number) => starts[arc]!,
    end: (arc: number) => ends[arc]!,
    leaving,
    isCrossing: (node: number) => degree(node) === 4,
    isClosed: (arc: number) => starts[arc] === ends[arc] && degree(starts[arc]!) === 2,
  };
}

function maximum(values: Int32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!);
  return most;
}
