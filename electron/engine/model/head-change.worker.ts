import { BFLOAT16, type FeatureMap } from './feature-map.ts';
import type { HeadChangeTask } from './head-change.ts';
import type { HeadChange } from './onnx-head.ts';

const CLASSES = 4;
/** A probability that was rounded to 0 may come back: it counts as half of the smallest step. */
const ROUNDED_TO_ZERO = 0.5;
const MOST_EXPONENT = 60;

/** Factors of a row of places: class k gains by `values[k * count + place]`. */
interface RowFactors {
  readonly values: Float32Array;
  /** First place of the window, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** Changes the probabilities of some rows of a window in place. */
export default function run(task: HeadChangeTask): void {
  const { planes, window, rows, map, scale, change } = task;
  const { width } = window;
  const first = Math.floor(window.column / scale);
  const count = Math.floor((window.column + width - 1) / scale) - first + 1;
  const factors: RowFactors = { values: new Float32Array(CLASSES * count), first, count };
  const places = Int32Array.from(
    { length: width },
    (_, column) => Math.floor((window.column + column) / scale) - first,
  );
  let placeRow = -1;
  for (let row = rows[0]; row < rows[1]; row++) {
    const wanted = Math.min(map.height - 1, Math.floor((window.row + row) / scale));
    if (wanted !== placeRow) fillFactors(factors, map, wanted, change);
    placeRow = wanted;
    changeRow(planes, { at: row * width, pixels: width * window.height }, places, factors);
  }
}

/**
 * By how much each class gains at the places of a row: exp(change of its logit - the largest of the four). Written out for
 * four classes, so that each feature is looked up once: a scene has some hundred million.
 */
function fillFactors({ values, first, count }: RowFactors, map: FeatureMap, row: number, change: HeadChange): void {
  const { shift, weights } = change;
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => values.subarray(k * count, (k + 1) * count).fill(shift[k]!));
  const inside = Math.min(count, map.width - first);
  for (let channel = 0; channel < map.channels; channel++) {
    const [wa, wb, wc, wd] = weights.slice(channel * CLASSES, (channel + 1) * CLASSES);
    if (wa === 0 && wb === 0 && wc === 0 && wd === 0) continue;
    const from = (channel * map.height + row) * map.width + first;
    for (let place = 0; place < count; place++) {
      const f = BFLOAT16[map.values[from + (place < inside ? place : inside - 1)]!]!;
      a![place]! += wa! * f;
      b![place]! += wb! * f;
      c![place]! += wc! * f;
      d![place]! += wd! * f;
    }
  }
  for (let place = 0; place < count; place++) {
    const largest = Math.max(a![place]!, b![place]!, c![place]!, d![place]!);
    a![place] = Math.exp(Math.max(-MOST_EXPONENT, a![place]! - largest));
    b![place] = Math.exp(Math.max(-MOST_EXPONENT, b![place]! - largest));
    c![place] = Math.exp(Math.max(-MOST_EXPONENT, c![place]! - largest));
    d![place] = Math.exp(Math.max(-MOST_EXPONENT, d![place]! - largest));
  }
}

function changeRow(
  planes: Uint8Array,
  { at: start, pixels }: { readonly at: number; readonly pixels: number },
  places: Int32Array,
  { values, count }: RowFactors,
): void {
  for (let column = 0; column < places.length; column++) {
    const at = start + column;
    const place = places[column]!;
    const [a, b, c, d] = [planes[at]!, planes[pixels + at]!, planes[2 * pixels + at]!, planes[3 * pixels + at]!];
    if ((a | b | c | d) === 0) continue;
    const p = (a || ROUNDED_TO_ZERO) * values[place]!;
    const q = (b || ROUNDED_TO_ZERO) * values[count + place]!;
    const r = (c || ROUNDED_TO_ZERO) * values[2 * count + place]!;
    const s = (d || ROUNDED_TO_ZERO) * values[3 * count + place]!;
    const scale = 255 / (p + q + r + s);
    planes[at] = p * scale + 0.5;
    planes[pixels + at] = q * scale + 0.5;
    planes[2 * pixels + at] = r * scale + 0.5;
    planes[3 * pixels + at] = s * scale + 0.5;
  }
}
