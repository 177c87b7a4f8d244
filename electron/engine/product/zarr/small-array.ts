import { type ChunkSource, placesOf } from './chunk-source.ts';
import { decodeChunk } from './decode-chunk.ts';

/** Coordinates of a 10 m grid are 10980 numbers, sun angles 2 x 23 x 23. */
const MOST_VALUES = 40_000;
const MOST_CHUNKS = 200;

const product = (sizes: readonly number[]) => sizes.reduce((count, size) => count * size, 1);

/**
 * Values of a small array, row by row: coordinates, angles. What is not stored is the fill value. Null where it is larger
 * than these ever are.
 *
 * @throws Error, ProductError where it is damaged
 */
export async function readSmallArray(source: ChunkSource): Promise<Float64Array | null> {
  const { shape, chunk, oneChunk, fill } = source.metadata;
  const places = placesOf({ ...source.metadata, sharding: null });
  if (product(shape) > MOST_VALUES || product(chunk) > 2 * MOST_VALUES || places.length > MOST_CHUNKS) return null;
  const out = new Float64Array(product(shape)).fill(fill);
  for (const place of places) {
    const bytes = await source.read(place);
    if (bytes === null) continue;
    const values = await decodeChunk({ oneChunk, shape: chunk, bytes });
    for (let i = 0; i < values.length; i++) {
      const at = indexIn(shape, chunk, place, i);
      if (at !== null) out[at] = Number(values[i]);
    }
  }
  return out;
}

/** Where the i-th value of a chunk lies in its array; null beyond its edges, where chunks are padded. */
function indexIn(
  shape: readonly number[],
  chunk: readonly number[],
  place: readonly number[],
  i: number,
): number | null {
  let [rest, at, step] = [i, 0, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const along = place[axis]! * chunk[axis]! + (rest % chunk[axis]!);
    if (along >= shape[axis]!) return null;
    at += along * step;
    rest = Math.floor(rest / chunk[axis]!);
    step *= shape[axis]!;
  }
  return at;
}
