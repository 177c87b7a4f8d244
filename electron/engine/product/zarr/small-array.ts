import type { ChunkSource } from './chunk-source.ts';
import { decodeChunk } from './decode-chunk.ts';

/** Coordinates of a 10 m grid are 10980 numbers, sun angles 2 x 23 x 23. */
const MOST_VALUES = 40_000;

/**
 * Values of a small array that is one chunk, row by row: coordinates, angles. Chunks that are not stored are the fill
 * value. Null where it is larger, or cut into several.
 *
 * @throws Error, ProductError where it is damaged
 */
export async function readSmallArray(source: ChunkSource): Promise<Float64Array | null> {
  const { shape, chunk, oneChunk, fill } = source.metadata;
  const count = shape.reduce((product, side) => product * side, 1);
  const isWhole = shape.every((side, axis) => side <= chunk[axis]!);
  if (count > MOST_VALUES || chunk.reduce((product, side) => product * side, 1) > 2 * MOST_VALUES || !isWhole)
    return null;
  const bytes = await source.read(shape.map(() => 0));
  if (bytes === null) return new Float64Array(count).fill(fill);
  const values = Float64Array.from(await decodeChunk({ oneChunk, shape: chunk, bytes }), Number);
  return values.length === count ? values : cutOut(values, shape, chunk);
}

/** The part of a chunk that lies in its array; what is beyond is padding. */
function cutOut(values: Float64Array, shape: readonly number[], chunk: readonly number[]): Float64Array {
  const out = new Float64Array(shape.reduce((product, side) => product * side, 1));
  for (let i = 0; i < out.length; i++) {
    let [rest, at, step] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * step;
      rest = Math.floor(rest / shape[axis]!);
      step *= chunk[axis]!;
    }
    out[i] = values[at]!;
  }
  return out;
}
