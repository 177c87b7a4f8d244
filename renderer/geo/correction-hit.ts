import type { ApiCorrection } from '../api/types.ts';
import { onGlobe, together } from './globe.ts';

type Position = readonly [lon: number, lat: number];
type Metres = readonly [east: number, north: number];

/** Length of a degree of latitude on a sphere of the mean radius of the earth, metres. */
const DEGREE_METRES = (6_371_008.8 * Math.PI) / 180;

/** Metres east and north of a place, on a plane that is true near it; positions that lie together stay so. */
function around([lon, lat]: Position, positions: readonly Position[]): Metres[] {
  const near = together(positions);
  const [first] = near;
  const turn = first ? onGlobe(first[0] - lon) - (first[0] - lon) : 0;
  const east = DEGREE_METRES * Math.cos((lat * Math.PI) / 180);
  return near.map(([toLon, toLat]) => [(toLon - lon + turn) * east, (toLat - lat) * DEGREE_METRES]);
}

/** Distance of the origin to a way from one place to another. */
function toWay([ax, ay]: Metres, [bx, by]: Metres): number {
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / squared));
  return Math.hypot(ax + share * dx, ay + share * dy);
}

const ways = (points: readonly Metres[]): (readonly [Metres, Metres])[] =>
  points.map((point, index) => [points[Math.max(0, index - 1)]!, point]);

/** Whether the origin lies in a ring, by the even-odd rule. */
function isInside(ring: readonly Metres[]): boolean {
  return ways(ring).reduce(
    (inside, [[ax, ay], [bx, by]]) => (ay > 0 !== by > 0 && ax - (ay * (bx - ax)) / (by - ay) > 0 ? !inside : inside),
    false,
  );
}

function isHit({ shape }: ApiCorrection, place: Position, nearMetres: number): boolean {
  const line = around(place, shape.kind === 'stroke' ? shape.points : shape.ring);
  if (shape.kind === 'polygon' && isInside(line)) return true;
  const reach = shape.kind === 'stroke' ? Math.max(shape.radiusMetres, nearMetres) : nearMetres;
  return ways(line).some(([from, to]) => toWay(from, to) <= reach);
}

/**
 * The corrections at a place, by their indices: what was made last, and so decides there, comes first.
 *
 * @param place lon/lat degrees
 * @param nearMetres a thin one counts as being there from this far away
 */
export function correctionsAt(corrections: readonly ApiCorrection[], place: Position, nearMetres: number): number[] {
  return corrections.flatMap((one, index) => (isHit(one, place, nearMetres) ? [index] : [])).reverse();
}
