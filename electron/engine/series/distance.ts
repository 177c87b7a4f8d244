/**
 * Euclidean distance of every pixel's centre to the nearest pixel that is set, in pixels; infinite where none is set.
 * Two passes of lower envelopes of parabolas, exact and linear in the number of pixels (Felzenszwalb and Huttenlocher,
 * Distance Transforms of Sampled Functions, 2012).
 *
 * @param set height * width values, row by row; 0 is not set
 */
export function distanceToSet(set: Uint8Array, width: number, height: number): Float32Array {
  const squared = Float64Array.from(set, (value) => (value === 0 ? Number.POSITIVE_INFINITY : 0));
  const envelope = createEnvelope(Math.max(width, height));
  for (let column = 0; column < width; column++) envelope.along(squared, column, width, height);
  for (let row = 0; row < height; row++) envelope.along(squared, row * width, 1, width);
  return Float32Array.from(squared, Math.sqrt);
}

function createEnvelope(longest: number) {
  const heights = new Float64Array(longest);
  const parabolas = new Int32Array(longest);
  const bounds = new Float64Array(longest + 1);
  return {
    /** Replaces `count` values, `step` apart from `start` on, by the lower envelope of the parabolas that stand on them. */
    along(values: Float64Array, start: number, step: number, count: number): void {
      let last = -1;
      for (let at = 0; at < count; at++) {
        const height = values[start + at * step]!;
        heights[at] = height;
        if (height === Number.POSITIVE_INFINITY) continue;
        let from = Number.NEGATIVE_INFINITY;
        while (last >= 0) {
          const other = parabolas[last]!;
          from = (height + at * at - heights[other]! - other * other) / (2 * (at - other));
          if (from > bounds[last]!) break;
          last--;
        }
        last++;
        parabolas[last] = at;
        bounds[last] = last === 0 ? Number.NEGATIVE_INFINITY : from;
      }
      if (last < 0) return;
      bounds[last + 1] = Number.POSITIVE_INFINITY;
      for (let at = 0, current = 0; at < count; at++) {
        while (bounds[current + 1]! < at) current++;
        const other = parabolas[current]!;
        values[start + at * step] = (at - other) ** 2 + heights[other]!;
      }
    },
  };
}
