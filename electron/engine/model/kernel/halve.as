// Halves the resolution of four planes of probabilities: see `electron/engine/model/pyramid.ts`.

const PLANES: i32 = 4;

let source: usize = 0;
let width: i32 = 0;
let height: i32 = 0;
let target: usize = 0;
let line: usize = 0;
/** Bytes of a plane, of the source and of the target. */
let from: usize = 0;
let to: usize = 0;

/** Where memory is free. */
export function free(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * Each target is the mean of the observed pixels among the 2 x 2 that it stands for: of those there are, at an odd end.
 * @param planes four, one after the other, of `rows` rows of `columns` bytes
 * @param halved room for four planes of half as many rows and columns, rounded up
 */
export function halve(planes: usize, columns: i32, rows: i32, halved: usize): void {
  source = planes;
  width = columns;
  height = rows;
  target = halved;
  line = (columns + 1) >> 1;
  from = columns * rows;
  to = line * ((rows + 1) >> 1);
  for (let row = 0; row < (rows + 1) >> 1; row++) {
    let column = 0;
    if (2 * row + 1 < rows) for (; 2 * column + 16 <= columns; column += 8) halveEight(row, column);
    for (; column < <i32>line; column++) halveOne(row, column);
  }
}

/** Eight targets: where all pixels below them are observed, as nearly everywhere, or none, in one go. */
function halveEight(row: i32, column: i32): void {
  const upper = source + width * 2 * row + 2 * column;
  const lower = upper + width;
  const above = seen(upper);
  const below = seen(lower);
  if (!v128.any_true(v128.or(above, below))) return storeEight(row, column, i64x2.splat(0), i64x2.splat(0), i64x2.splat(0), i64x2.splat(0));
  if (!i8x16.all_true(above) || !i8x16.all_true(below)) {
    for (let k = 0; k < 8; k++) halveOne(row, column + k);
    return;
  }
  const first = means(upper, lower);
  const second = means(upper + from, lower + from);
  const third = means(upper + 2 * from, lower + 2 * from);
  const fourth = means(upper + 3 * from, lower + 3 * from);
  // An observed pixel is never four zeros: where a comparison gives -1, 1 is added.
  const isEmpty = i8x16.eq(v128.or(v128.or(first, second), v128.or(third, fourth)), i64x2.splat(0));
  storeEight(row, column, i8x16.sub(first, isEmpty), second, third, fourth);
}

/** Of 16 pixels, what is not 0 where they are observed. */
function seen(at: usize): v128 {
  return v128.or(
    v128.or(v128.load(at), v128.load(at + from)),
    v128.or(v128.load(at + 2 * from), v128.load(at + 3 * from)),
  );
}

/** Rounded means of eight squares of four pixels, as bytes. */
function means(upper: usize, lower: usize): v128 {
  const above = i16x8.extadd_pairwise_i8x16_u(v128.load(upper));
  const below = i16x8.extadd_pairwise_i8x16_u(v128.load(lower));
  const mean = i16x8.shr_u(i16x8.add(i16x8.add(above, below), i16x8.splat(2)), 2);
  return i8x16.narrow_i16x8_u(mean, mean);
}

function storeEight(row: i32, column: i32, first: v128, second: v128, third: v128, fourth: v128): void {
  const at = target + line * row + column;
  v128.store64_lane(at, first, 0);
  v128.store64_lane(at + to, second, 0);
  v128.store64_lane(at + 2 * to, third, 0);
  v128.store64_lane(at + 3 * to, fourth, 0);
}

/** Any target, of the pixels below it that are observed. */
function halveOne(row: i32, column: i32): void {
  const at = target + line * row + column;
  const right = min(2 * column + 2, width);
  const bottom = min(2 * row + 2, height);
  let among = 0;
  for (let y = 2 * row; y < bottom; y++) for (let x = 2 * column; x < right; x++) if (isSeen(width * y + x)) among++;
  let all = 0;
  for (let plane = 0; plane < PLANES; plane++) {
    const pixels = source + from * plane;
    let sum = 0;
    for (let y = 2 * row; y < bottom; y++)
      for (let x = 2 * column; x < right; x++) sum += load<u8>(pixels + width * y + x);
    const mean = among == 0 ? 0 : (2 * sum + among) / (2 * among);
    store<u8>(at + to * plane, mean);
    all |= mean;
  }
  if (among > 0 && all == 0) store<u8>(at, 1);
}

function isSeen(pixel: i32): bool {
  const at = source + pixel;
  return (load<u8>(at) | load<u8>(at + from) | load<u8>(at + 2 * from) | load<u8>(at + 3 * from)) != 0;
}
