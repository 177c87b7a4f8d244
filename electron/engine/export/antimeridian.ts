import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

type Ring = readonly (readonly [lon: number, lat: number])[];
type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };
interface Feature {
  readonly geometry: Geometry;
}

const HEAD_BYTES = 4096;
/** `"bbox": [ west, south, east, north ]`. */
const BOX = /"bbox"\s*:\s*\[\s*(-?[\d.]+)\s*,[^,]+,\s*(-?[\d.]+)/;

/**
 * Removes parts without any width from GeoJSON that GDAL has cut at the antimeridian: a corner that reaches less than a
 * rounded digit beyond it becomes a ring whose points all lie on it, which is no valid polygon. Other files stay as they are.
 * @param path of a file of GDAL's, one feature a line
 */
export async function dropEmptyParts(path: string): Promise<void> {
  if (!(await isCut(path))) return;
  const mended = `${path}.mended`;
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  await pipeline(async function* () {
    for await (const line of lines) yield `${line.startsWith('{ "type": "Feature"') ? mend(line) : line}\n`;
  }, createWriteStream(mended));
  await rename(mended, path);
}

/** RFC 7946, 5.2: of what was cut, the western bound is greater than the eastern one. */
async function isCut(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const [, west, east] = BOX.exec(buffer.toString('utf8', 0, bytesRead)) ?? [];
    return west !== undefined && Number(west) > Number(east);
  } finally {
    await file.close();
  }
}

function mend(line: string): string {
  const comma = line.trimEnd().endsWith(',') ? ',' : '';
  const feature = JSON.parse(comma ? line.trimEnd().slice(0, -1) : line) as Feature;
  const { geometry } = feature;
  if (geometry.type !== 'MultiPolygon') return line;
  const coordinates = geometry.coordinates.filter(([outer]) => !outer!.every(([lon]) => Math.abs(lon) === 180));
  if (coordinates.length === geometry.coordinates.length) return line;
  const [only] = coordinates;
  const left: Geometry =
    coordinates.length === 1 ? { type: 'Polygon', coordinates: only! } : { type: 'MultiPolygon', coordinates };
  return `${JSON.stringify({ ...feature, geometry: left })}${comma}`;
}
