// Separable resampling of 16-bit samples, 0 of which are no-data. What is computed, and in which precision, is told by
// `electron/engine/raster/resample.ts`; where things lie is told by `electron/engine/raster/resample-kernel.ts`.

/** Taps along one axis: see `electron/engine/raster/taps.ts`. Places are counted from the first sample that is given. */
@unmanaged
class Axis {
  size: i32;
  /** Targets. */
  count: i32;
  /** 32-bit integers, one a target. */
  start: usize;
  /** 32-bit floats, `size` a target. */
  weights: usize;
  /** 32-bit integers, one a target. */
  nearest: usize;
}

/** A row of samples after the horizontal pass; behind it `across.count` sums and as many weights of valid samples follow. */
@unmanaged
class Row {
  /** Row of samples that it was made of; less than 0 for none yet. */
  row: i32;
  /** Targets, first and end, among which all are that have no-data among their samples; others have a weight of 1. */
  from: i32;
  to: i32;
  unused: i32;
}

let across: Axis = changetype<Axis>(0);
let samples: usize = 0;
let line: usize = 0;
let ring: usize = 0;
/** Bytes of a row's sums, a multiple of 16, and of a row with all that follows it. */
let sumBytes: usize = 0;
let rowBytes: usize = 0;

/** Where memory is free. */
export function free(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * Resamples to `y.count` rows of `x.count` targets.
 * @param from samples, row by row, `width` of them in each
 * @param rows room for `y.size` rows with all that follows them, and for two more rows of sums
 * @param isAny whether one valid sample with weight makes a target valid; else the nearest one does
 * @param to targets, row by row
 */
export function resampleRows(from: usize, width: i32, x: Axis, y: Axis, rows: usize, isAny: bool, to: usize): void {
  samples = from;
  line = 2 * width;
  across = x;
  ring = rows;
  sumBytes = (4 * x.count + 15) & ~15;
  rowBytes = offsetof<Row>() + 2 * sumBytes;
  for (let k = 0; k < y.size; k++) changetype<Row>(ring + rowBytes * k).row = -1;
  for (let t = 0; t < y.count; t++) writeRow(y, t, isAny, to + 2 * x.count * t);
}

function writeRow(y: Axis, t: i32, isAny: bool, to: usize): void {
  const first = load<i32>(y.start + 4 * t);
  const weights = y.weights + 4 * y.size * t;
  const total = ring + rowBytes * y.size;
  const share = total + sumBytes;
  let from = i32.MAX_VALUE;
  let end = 0;
  for (let k = 0; k < y.size; k++) {
    const row = rowAt(first + k, y.size);
    if (row.from == row.to) continue;
    from = min(from, row.from);
    end = max(end, row.to);
  }
  if (y.size == 2) blendRows(first, weights, to);
  else {
    addRows(first, y.size, weights, 0, across.count, total);
    roundHalfUp(total, to);
  }
  if (from >= end) return;
  if (y.size == 2) addRows(first, 2, weights, from, end, total);
  addShares(first, y.size, weights, from, end, share);
  const near = samples + line * load<i32>(y.nearest + 4 * t);
  for (let c = from; c < end; c++) {
    const part = load<f32>(share + 4 * c);
    const isValid = isAny ? <f64>part > 1e-6 : load<u16>(near + 2 * load<i32>(across.nearest + 4 * c)) != 0;
    const mean = isValid ? max(1, <i32>floor(<f64>load<f32>(total + 4 * c) / <f64>part + 0.5)) : 0;
    store<u16>(to + 2 * c, mean);
  }
}

/** Sums of a row. */
function sumsOf(row: Row): usize {
  return changetype<usize>(row) + offsetof<Row>();
}

/** A row of samples after the horizontal pass: kept while the vertical pass needs it. */
function rowAt(row: i32, size: i32): Row {
  const kept = changetype<Row>(ring + rowBytes * (row % size));
  if (kept.row == row) return kept;
  const from = samples + line * row;
  kept.row = row;
  if (across.size == 2) blendPairs(from, sumsOf(kept));
  else weigh(from, sumsOf(kept));
  findGaps(from, kept);
  weighValid(from, kept, sumsOf(kept) + sumBytes);
  return kept;
}

/** Two taps, as linear interpolation has them: two targets at a time. */
function blendPairs(from: usize, to: usize): void {
  const starts = across.start;
  const weights = across.weights;
  const count = across.count;
  let t = 0;
  for (; t + 2 <= count; t += 2) {
    const left = <u64>load<u32>(from + 2 * load<i32>(starts + 4 * t));
    const right = <u64>load<u32>(from + 2 * load<i32>(starts + 4 * t + 4));
    const pairs = i32x4.extend_low_i16x8_u(i64x2.splat(left | (right << 32)));
    const both = v128.load(weights + 8 * t);
    const firsts = f64x2.mul(
      f64x2.promote_low_f32x4(v128.shuffle<f32>(both, both, 0, 2, 1, 3)),
      f64x2.convert_low_i32x4_u(v128.shuffle<i32>(pairs, pairs, 0, 2, 1, 3)),
    );
    const seconds = f64x2.mul(
      f64x2.promote_low_f32x4(v128.shuffle<f32>(both, both, 1, 3, 0, 2)),
      f64x2.convert_low_i32x4_u(v128.shuffle<i32>(pairs, pairs, 1, 3, 0, 2)),
    );
    v128.store64_lane(to + 4 * t, f32x4.demote_f64x2_zero(f64x2.add(firsts, seconds)), 0);
  }
  if (t < count) weighOne(from, t, to);
}

function weigh(from: usize, to: usize): void {
  for (let t = 0; t < across.count; t++) weighOne(from, t, to);
}

function weighOne(from: usize, t: i32, to: usize): void {
  const first = from + 2 * load<i32>(across.start + 4 * t);
  const weights = across.weights + 4 * across.size * t;
  let sum: f64 = 0;
  for (let k = 0; k < across.size; k++) sum += <f64>load<f32>(weights + 4 * k) * <f64>load<u16>(first + 2 * k);
  store<f32>(to + 4 * t, <f32>sum);
}

/** Weights of the valid samples, where there are others. */
function weighValid(from: usize, row: Row, to: usize): void {
  for (let t = row.from; t < row.to; t++) {
    const first = from + 2 * load<i32>(across.start + 4 * t);
    const weights = across.weights + 4 * across.size * t;
    let sum: f64 = 0;
    for (let k = 0; k < across.size; k++)
      if (load<u16>(first + 2 * k) != 0) sum += <f64>load<f32>(weights + 4 * k);
    store<f32>(to + 4 * t, <f32>sum);
  }
}

/** Tells of a row which targets use samples from its first no-data to its last. */
function findGaps(from: usize, row: Row): void {
  const width = <i32>line >> 1;
  row.from = 0;
  row.to = 0;
  let first = 0;
  while (first + 8 <= width && i16x8.all_true(v128.load(from + 2 * first))) first += 8;
  while (first < width && load<u16>(from + 2 * first) != 0) first++;
  if (first == width) return;
  let last = width - 1;
  while (load<u16>(from + 2 * last) != 0) last--;
  let to = across.count;
  let begin = 0;
  while (begin < to && load<i32>(across.start + 4 * begin) + across.size <= first) begin++;
  while (to > begin && load<i32>(across.start + 4 * (to - 1)) > last) to--;
  row.from = begin;
  row.to = to;
}

/** Two rows, as linear interpolation has them, rounded half up: four targets at a time. */
function blendRows(first: i32, weights: usize, to: usize): void {
  const upper = sumsOf(rowAt(first, 2));
  const lower = sumsOf(rowAt(first + 1, 2));
  const a = f64x2.splat(<f64>load<f32>(weights));
  const b = f64x2.splat(<f64>load<f32>(weights + 4));
  const half = f64x2.splat(0.5);
  // Of a row whose length is not a multiple of four, what is written beyond its end is written again with the next one.
  for (let c: usize = 0; c < 4 * across.count; c += 16) {
    const above = v128.load(upper + c);
    const below = v128.load(lower + c);
    const left = f64x2.add(
      f64x2.add(f64x2.mul(a, f64x2.promote_low_f32x4(above)), f64x2.mul(b, f64x2.promote_low_f32x4(below))),
      half,
    );
    const aboveRight = f64x2.promote_low_f32x4(v128.shuffle<f32>(above, above, 2, 3, 0, 1));
    const belowRight = f64x2.promote_low_f32x4(v128.shuffle<f32>(below, below, 2, 3, 0, 1));
    const right = f64x2.add(f64x2.add(f64x2.mul(a, aboveRight), f64x2.mul(b, belowRight)), half);
    storeFour(to + (c >> 1), left, right);
  }
}

function roundHalfUp(total: usize, to: usize): void {
  const half = f64x2.splat(0.5);
  for (let c: usize = 0; c < 4 * across.count; c += 16) {
    const left = v128.load(total + c);
    const right = v128.shuffle<f32>(left, left, 2, 3, 0, 1);
    storeFour(
      to + (c >> 1),
      f64x2.add(f64x2.promote_low_f32x4(left), half),
      f64x2.add(f64x2.promote_low_f32x4(right), half),
    );
  }
}

/** Four numbers as 16 bits, cut off behind the point. */
function storeFour(to: usize, left: v128, right: v128): void {
  const whole = v128.shuffle<i64>(i32x4.trunc_sat_f64x2_u_zero(left), i32x4.trunc_sat_f64x2_u_zero(right), 0, 2);
  v128.store64_lane(to, i16x8.narrow_i32x4_u(whole, whole), 0);
}

/** Weighted sums of rows, in 32 bits, of a span of targets; what lies beside it is not specified. */
function addRows(first: i32, size: i32, weights: usize, from: i32, end: i32, total: usize): void {
  const begin = <usize>(from & ~3) * 4;
  memory.fill(total + begin, 0, sumBytes - begin);
  for (let k = 0; k < size; k++) {
    const weight = load<f32>(weights + 4 * k);
    if (weight == 0) continue;
    const sums = sumsOf(rowAt(first + k, size));
    const factor = f64x2.splat(<f64>weight);
    for (let c = begin; c < <usize>end * 4; c += 8) {
      const sum = f64x2.promote_low_f32x4(v128.load64_zero(total + c));
      const more = f64x2.mul(factor, f64x2.promote_low_f32x4(v128.load64_zero(sums + c)));
      v128.store64_lane(total + c, f32x4.demote_f64x2_zero(f64x2.add(sum, more)), 0);
    }
  }
}

/** Weights of the valid samples of a span of targets, over all rows. */
function addShares(first: i32, size: i32, weights: usize, from: i32, end: i32, share: usize): void {
  memory.fill(share + 4 * from, 0, 4 * (end - from));
  for (let k = 0; k < size; k++) {
    const row = rowAt(first + k, size);
    const valid = sumsOf(row) + sumBytes;
    const weight = <f64>load<f32>(weights + 4 * k);
    for (let c = from; c < end; c++) {
      const part: f64 = c >= row.from && c < row.to ? <f64>load<f32>(valid + 4 * c) : 1;
      const at = share + 4 * c;
      store<f32>(at, <f32>(<f64>load<f32>(at) + weight * part));
    }
  }
}
