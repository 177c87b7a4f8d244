import type { RootAttributes } from './attributes.ts';
import { asRecord } from './lenient-json.ts';

type Ring = readonly (readonly [number, number])[];

/** What the instrument saw, from the item among a product's attributes: the outer ring of its largest part. */
export function readFootprint({ item }: RootAttributes): Ring | null {
  const geometry = asRecord(item.geometry);
  const coordinates = geometry.coordinates;
  if (!Array.isArray(coordinates)) return null;
  const polygons: unknown[] = geometry.type === 'MultiPolygon' ? coordinates : [coordinates];
  const rings = polygons
    .flatMap((polygon) => (Array.isArray(polygon) ? [asRing(polygon[0])] : []))
    .filter((ring) => ring !== null);
  return rings.sort((a, b) => b.length - a.length)[0] ?? null;
}

function asRing(value: unknown): Ring | null {
  if (!Array.isArray(value) || value.length < 4 || value.length > 10_000) return null;
  const points = value.map((point) => (Array.isArray(point) ? ([Number(point[0]), Number(point[1])] as const) : null));
  if (!points.every((point) => point && Math.abs(point[0]) <= 360 && Math.abs(point[1]) <= 90)) return null;
  const ring = points as (readonly [number, number])[];
  const [first, last] = [ring[0]!, ring.at(-1)!];
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}
