import { PROBABILITY_PLANES } from '../core/classes.ts';

/** Planar probabilities, as in `ProbabilityRaster`. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly planes: Uint8Array;
}

/**
 * Halves the resolution: each pixel is the mean of the observed ones among the 2 x 2 below it, four zeros where none
 * is. An odd last column or row is averaged over what there is.
 */
export function halvePlanes(source: Planes): Planes {
  const width = Math.ceil(source.width / 2);
  const height = Math.ceil(source.height / 2);
  const pixels = width * height;
  const count = PROBABILITY_PLANES.length;
  const observed = sumOfFour(observedPixels(source), source, width, height);
  const planes = new Uint8Array(count * pixels);
  const totals = new Uint16Array(pixels);
  for (let plane = 0; plane < count; plane++) {
    const from = plane * source.width * source.height;
    const sums = sumOfFour(source.planes.subarray(from, from + source.width * source.height), source, width, height);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const among = observed[pixel]!;
      if (among === 0) continue;
      const mean = among === 4 ? (sums[pixel]! + 2) >> 2 : Math.round(sums[pixel]! / among);
      planes[plane * pixels + pixel] = mean;
      totals[pixel]! += mean;
    }
  }
  for (let pixel = 0; pixel < pixels; pixel++) if (observed[pixel] !== 0 && totals[pixel] === 0) planes[pixel] = 1;
  return { width, height, planes };
}

/** 1 where any plane of a pixel is above 0. */
function observedPixels({ width, height, planes }: Planes): Uint8Array {
  const pixels = width * height;
  const observed = new Uint8Array(pixels);
  for (let from = 0; from < planes.length; from += pixels)
    for (let pixel = 0; pixel < pixels; pixel++) if (planes[from + pixel] !== 0) observed[pixel] = 1;
  return observed;
}

/** Sums of 2 x 2 pixels; of fewer at an odd last column or row. */
function sumOfFour(
  values: Uint8Array,
  size: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): Uint16Array {
  const sums = new Uint16Array(width * height);
  for (let row = 0; row < size.height; row++) {
    const to = (row >> 1) * width;
    const from = row * size.width;
    for (let column = 0; column + 1 < size.width; column += 2)
      sums[to + (column >> 1)]! += values[from + column]! + values[from + column + 1]!;
    if (size.width % 2 === 1) sums[to + width - 1]! += values[from + size.width - 1]!;
  }
  return sums;
}
