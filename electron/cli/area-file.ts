import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Area } from '../engine/contract/recipe.ts';
import { UsageError } from './terminal.ts';

const ring = z.array(z.tuple([z.number(), z.number()]).rest(z.number())).min(4);
const polygon = z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) });
const multiPolygon = z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) });
const geometry = z.union([polygon, multiPolygon]);
const feature = z.object({ type: z.literal('Feature'), geometry });
const geoJson = z.union([
  geometry,
  feature,
  z.object({ type: z.literal('FeatureCollection'), features: z.array(feature).min(1) }),
]);

/**
 * Reads an area of interest: a GeoJSON polygon, multipolygon, or features of these, in lon/lat degrees. Rings of all
 * parts together follow the even-odd rule.
 * @throws UsageError when the file is no such thing.
 */
export async function readArea(path: string): Promise<Area> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('The area cannot be read.', { file: path, remedy: 'Check the path.', cause });
  });
  const parsed = geoJson.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new UsageError('The area is not a GeoJSON polygon.', {
      file: path,
      remedy: 'Give a Polygon or MultiPolygon in longitude and latitude.',
    });
  }
  const geometries =
    parsed.data.type === 'FeatureCollection'
      ? parsed.data.features.map((item) => item.geometry)
      : [parsed.data.type === 'Feature' ? parsed.data.geometry : parsed.data];
  const rings = geometries.flatMap((item) => (item.type === 'Polygon' ? item.coordinates : item.coordinates.flat()));
  return { kind: 'polygon', rings: rings.map((points) => points.map(([lon, lat]) => [lon, lat] as const)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
