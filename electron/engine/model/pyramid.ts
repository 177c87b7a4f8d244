import { PROBABILITY_PLANES } from '../core/classes.ts';

/** Planar probabilities, as in `ProbabilityRaster`. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly planes: Uint8Array;
}

const PLANES = PROBABILITY_PLANES.length;

/**
 * Halves the resolution: each pixel is the mean of the observed ones among the 2 x 2 below it, four zeros where none
 * is. An odd last column or row is averaged over what there is.
 */
export function halvePlanes(source: Planes): Planes {
  const width = Math.ceil(source.width / 2);
  const height = Math.ceil(source.height / 2);
  const target = { width, height, planes: new Uint8Array(PLANES * width * height) };
  const wholeColumns = source.width >> 1;
  const wholeRows = source.height >> 1;
  for (let row = 0; row < wholeRows; row++) halveRow(source, target, row, wholeColumns);
  for (let row = 0; row < height; row++)
    for (let column = row < wholeRows ? wholeColumns : 0; column < width; column++)
      halvePixel(source, target, row, column);
  return target;
}

/** Pixels with four below them: where all four are observed, as nearly everywhere, in one pass over all planes. */
function halveRow(source: Planes, target: Planes, row: number, columns: number): void {
  const { planes, width } = source;
  const [one, pixels] = [width * source.height, target.width * target.height];
  const [two, three] = [2 * one, 3 * one];
  const out = target.planes;
  for (let column = 0, a = 2 * row * width, to = row * target.width; column < columns; column++, a += 2, to++) {
    const b = a + 1;
    const c = a + width;
    const d = c + 1;
    const [a0, a1, a2, a3] = [planes[a]!, planes[a + one]!, planes[a + two]!, planes[a + three]!];
    const [b0, b1, b2, b3] = [planes[b]!, planes[b + one]!, planes[b + two]!, planes[b + three]!];
    const [c0, c1, c2, c3] = [planes[c]!, planes[c + one]!, planes[c + two]!, planes[c + three]!];
    const [d0, d1, d2, d3] = [planes[d]!, planes[d + one]!, planes[d + two]!, planes[d + three]!];
    const isWhole =
      (a0 | a1 | a2 | a3) > 0 && (b0 | b1 | b2 | b3) > 0 && (c0 | c1 | c2 | c3) > 0 && (d0 | d1 | d2 | d3) > 0;
    if (!isWhole) {
      halvePixel(source, target, row, column);
      continue;
    }
    const first = (a0 + b0 + c0 + d0 + 2) >> 2;
    const second = (a1 + b1 + c1 + d1 + 2) >> 2;
    const third = (a2 + b2 + c2 + d2 + 2) >> 2;
    const fourth = (a3 + b3 + c3 + d3 + 2) >> 2;
    out[to] = (first | second | third | fourth) === 0 ? 1 : first;
    out[to + pixels] = second;
    out[to + 2 * pixels] = third;
    out[to + 3 * pixels] = fourth;
  }
}

/** Any pixel, of those below it that are observed. */
function halvePixel(source: Planes, target: Planes, row: number, column: number): void {
  const sums = new Array<number>(PLANES).fill(0);
  let among = 0;
  for (let y = 2 * row; y < Math.min(2 * row + 2, source.height); y++)
    for (let x = 2 * column; x < Math.min(2 * column + 2, source.width); x++) {
      const at = y * source.width + x;
      let isObserved = false;
      for (let plane = 0; plane < PLANES; plane++) {
        const value = source.planes[at + plane * source.width * source.height]!;
        sums[plane]! += value;
        isObserved ||= value > 0;
      }
      if (isObserved) among++;
    }
  if (among === 0) return;
  const means = sums.map((sum) => Math.round(sum / among));
  // An observed pixel is never four zeros.
  if (!means.some((mean) => mean > 0)) means[0] = 1;
  for (const [plane, mean] of means.entries())
    target.planes[plane * target.width * target.height + row * target.width + column] = mean;
}
