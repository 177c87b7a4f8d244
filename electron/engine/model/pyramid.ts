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
  const [fromPixels, toPixels] = [source.width * source.height, width * height];
  const planes = new Uint8Array(PROBABILITY_PLANES.length * toPixels);
  const sums = new Uint16Array(PROBABILITY_PLANES.length);
  for (let row = 0, to = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1, to += 1) {
      sums.fill(0);
      let observed = 0;
      for (let y = 2 * row; y < Math.min(2 * row + 2, source.height); y += 1)
        for (let x = 2 * column; x < Math.min(2 * column + 2, source.width); x += 1) {
          const from = y * source.width + x;
          let sum = 0;
          for (let plane = 0; plane < sums.length; plane += 1) {
            const value = source.planes[plane * fromPixels + from]!;
            sums[plane]! += value;
            sum += value;
          }
          if (sum > 0) observed += 1;
        }
      if (observed === 0) continue;
      let total = 0;
      for (let plane = 0; plane < sums.length; plane += 1) {
        const mean = Math.round(sums[plane]! / observed);
        planes[plane * toPixels + to] = mean;
        total += mean;
      }
      if (total === 0) planes[to] = 1;
    }
  return { width, height, planes };
}
