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

/** By how much each class gains at the places of a row: exp(change of its logit - the largest of the four). */
function fillFactors({ values, first, count }: RowFactors, map: FeatureMap, row: number, change: HeadChange): void {
  for (let k = 0; k < CLASSES; k++) values.fill(change.shift[k]!, k * count, (k + 1) * count);
  for (let channel = 0; channel < map.channels; channel++) {
    const from = (channel * map.height + row) * map.width;
    for (let k = 0; k < CLASSES; k++) {
      const weight = change.weights[channel * CLASSES + k]!;
      if (weight === 0) continue;
      const to = k * count;
      for (let place = 0; place < count; place++)
        values[to + place]! += weight * BFLOAT16[map.values[from + Math.min(map.width - 1, first + place)]!]!;
    }
  }
  for (let place = 0; place < count; place++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < CLASSES; k++) largest = Math.max(largest, values[k * count + place]!);
    for (let k = 0; k < CLASSES; k++)
      values[k * count + place] = Math.exp(Math.max(-MOST_EXPONENT, values[k * count + place]! - largest));
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
