import { FLAGGED_CLASSES, MAX_BUFFER_METRES, MISSING, REACH_STEP_METRES } from '../core/classes.ts';
import { FLAGGED_CODES } from './cover.ts';
import { squaredRadiusPixels } from './parameters.ts';
import type { RunRaster } from './runs.ts';

/** Of a pixel that no buffer reaches. */
const BEYOND = 255;
/** In the fourth byte of a pixel that is not missing. */
const OBSERVED = 128;

/**
 * How far a buffer of each class must reach to cover a pixel, for sliders that a graphics card follows: four bytes per
 * pixel, shadow, semi-transparent and cloud in steps of {@link REACH_STEP_METRES}, rounded up, 255 beyond the largest
 * buffer; then 128, or four 0 for a missing pixel. Distances are Euclidean between pixel centres: exact but for the rounding.
 */
export function reachOfClasses(runs: RunRaster, pixelMetres: number): Uint8Array<ArrayBuffer> {
  const { width, height, starts, codes } = runs;
  const out = new Uint8Array(4 * width * height).fill(OBSERVED);
  const most = squaredRadiusPixels(MAX_BUFFER_METRES, pixelMetres);
  const steps = Uint8Array.from({ length: most + 1 }, (_, squared) =>
    Math.ceil((Math.sqrt(squared) * pixelMetres) / REACH_STEP_METRES - 1e-9),
  );
  for (const [channel, id] of FLAGGED_CLASSES.entries()) {
    const above = distancesInColumns(runs, FLAGGED_CODES[id], Math.floor(Math.sqrt(most)) + 1);
    const nearest = nearestInRow(width, most);
    for (let row = 0; row < height; row++) {
      const squared = nearest(above.subarray(row * width, (row + 1) * width));
      for (let column = 0, at = 4 * row * width + channel; column < width; column++, at += 4)
        out[at] = steps[squared[column]!] ?? BEYOND;
    }
  }
  for (let run = 0; run < codes.length; run++)
    if (codes[run] === MISSING) out.fill(0, 4 * starts[run]!, 4 * starts[run + 1]!);
  return out;
}

/** Distance of each pixel to the nearest one of a class in its column, in pixels, at most `most`. */
function distancesInColumns({ width, height, starts, codes, rowFirst }: RunRaster, code: number, most: number) {
  const out = new Uint16Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let at = row * width; at < (row + 1) * width; at++)
      out[at] = row === 0 ? most : Math.min(most, out[at - width]! + 1);
    for (let run = rowFirst[row]!; run < rowFirst[row + 1]!; run++)
      if (codes[run] === code) out.fill(0, starts[run]!, starts[run + 1]!);
  }
  for (let at = width * (height - 1) - 1; at >= 0; at--) out[at] = Math.min(out[at]!, out[at + width]! + 1);
  return out;
}

/** Makes of the distances in the columns of a row squared ones to the nearest pixel at all, at most `most` + 1. */
function nearestInRow(width: number, most: number): (inColumns: Uint16Array) => Uint32Array {
  const out = new Uint32Array(width);
  const next = new Int32Array(width + 1);
  const radius = Math.floor(Math.sqrt(most));
  return (inColumns) => {
    next[width] = width + radius + 1;
    for (let column = width - 1; column >= 0; column--)
      next[column] = inColumns[column]! <= radius ? column : next[column + 1]!;
    let last = -radius - 1;
    for (let column = 0; column < width; column++) {
      if (inColumns[column]! <= radius) last = column;
      let best = most + 1;
      // Columns nearer than these two are empty.
      for (let off = Math.min(column - last, next[column]! - column); off <= radius && off * off < best; off++) {
        const left = inColumns[column - off];
        const right = inColumns[column + off];
        if (left !== undefined && left <= radius) best = Math.min(best, left * left + off * off);
        if (right !== undefined && right <= radius) best = Math.min(best, right * right + off * off);
      }
      out[column] = best;
    }
    return out;
  };
}
