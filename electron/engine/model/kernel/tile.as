// Finds which pixels of a tile are observed, lays them before a network, and rounds what the network gives of them. What is computed is told by
// `electron/engine/model/tile-input.ts` and `tile-output.ts`; where things lie is told by `tile-kernel.ts`.

const PLANES: i32 = 4;

/** Where memory is free. */
export function free(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * Writes of rows of 16-bit numbers what a table says of each, 32 bits, to rows of `width`: longer ones are cut, shorter
 * ones continued back and forth.
 * @param numbers row by row, `across` of them in each
 * @param to the first row's place; the next one's is `step` bytes further
 * @param isBackward whether a row's first number is written last
 */
export function layRows(
  numbers: usize,
  across: i32,
  rows: i32,
  table: usize,
  to: usize,
  width: i32,
  step: i32,
  isBackward: bool,
): void {
  const count = min(across, width);
  for (let row = 0; row < rows; row++) {
    if (isBackward) layBackward(numbers, count, table, to + 4 * (width - 1));
    else layForward(numbers, count, table, to);
    if (count < width) goOn(to, across, width, isBackward);
    numbers += 2 * across;
    to += step;
  }
}

function layForward(numbers: usize, count: i32, table: usize, to: usize): void {
  const end = to + 4 * count;
  for (; to + 16 <= end; to += 16, numbers += 8) {
    const four = load<u64>(numbers);
    let values = v128.load32_zero(table + 4 * <usize>(four & 0xffff));
    values = v128.load32_lane(table + 4 * <usize>((four >> 16) & 0xffff), values, 1);
    values = v128.load32_lane(table + 4 * <usize>((four >> 32) & 0xffff), values, 2);
    v128.store(to, v128.load32_lane(table + 4 * <usize>(four >> 48), values, 3));
  }
  for (; to < end; to += 4, numbers += 2) store<u32>(to, load<u32>(table + 4 * <usize>load<u16>(numbers)));
}

/** @param to place of the first number, the highest */
function layBackward(numbers: usize, count: i32, table: usize, to: usize): void {
  let left = count;
  for (; left >= 4; left -= 4, to -= 16, numbers += 8) {
    const four = load<u64>(numbers);
    let values = v128.load32_zero(table + 4 * <usize>(four >> 48));
    values = v128.load32_lane(table + 4 * <usize>((four >> 32) & 0xffff), values, 1);
    values = v128.load32_lane(table + 4 * <usize>((four >> 16) & 0xffff), values, 2);
    v128.store(to - 12, v128.load32_lane(table + 4 * <usize>(four & 0xffff), values, 3));
  }
  for (; left > 0; left--, to -= 4, numbers += 2) store<u32>(to, load<u32>(table + 4 * <usize>load<u16>(numbers)));
}

/** Continues a row beyond its `count` numbers back and forth, without repeating those at its ends. */
function goOn(to: usize, count: i32, width: i32, isBackward: bool): void {
  const period = max(1, 2 * (count - 1));
  for (let column = count; column < width; column++) {
    const phase = column % period;
    const from = phase < count ? phase : period - phase;
    if (isBackward) store<u32>(to + 4 * (width - 1 - column), load<u32>(to + 4 * (width - 1 - from)));
    else store<u32>(to + 4 * column, load<u32>(to + 4 * from));
  }
}

/**
 * Writes for each pixel 1 or 0: whether no more than `most` bands have 0 there.
 * @param numbers 16-bit numbers of the first band's pixels; those of each of `bands` follow after `bandBytes`
 * @param across how many numbers a band has in a row, of which `width` are looked at
 * @returns how many are 1
 */
export function findSeen(
  numbers: usize,
  bands: i32,
  bandBytes: usize,
  across: i32,
  width: i32,
  rows: i32,
  most: i32,
  to: usize,
): i32 {
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let column = 0;
    for (; column + 16 <= width; column += 16) {
      // -1 for each band that has 0.
      let lacking = i64x2.splat(0);
      for (let band = 0; band < bands; band++) {
        const at = numbers + bandBytes * band + 2 * column;
        const low = i16x8.eq(v128.load(at), i64x2.splat(0));
        const high = i16x8.eq(v128.load(at + 16), i64x2.splat(0));
        lacking = i8x16.add(lacking, i8x16.narrow_i16x8_s(low, high));
      }
      const isSeen = i8x16.ge_s(lacking, i8x16.splat(<i8>-most));
      v128.store(to + column, v128.and(isSeen, i8x16.splat(1)));
      count += popcnt(i8x16.bitmask(isSeen));
    }
    for (; column < width; column++) {
      let lacking = 0;
      for (let band = 0; band < bands; band++)
        if (load<u16>(numbers + bandBytes * band + 2 * column) == 0) lacking++;
      store<u8>(to + column, lacking <= most ? 1 : 0);
      if (lacking <= most) count++;
    }
    numbers += 2 * across;
    to += width;
  }
  return count;
}

/** Bytes of a plane, as it is given and as it is rounded. */
let given: usize = 0;
let found: usize = 0;

/**
 * Rounds rows of probabilities of four classes to 0..255, of pixels that are valid; to four zeros where they are not, to
 * a first of 1 where four valid ones would be 0.
 * @param from the first pixel that is wanted of the first row, of planes of `planeBytes`
 * @param step bytes to the next row, which may be before
 * @param isBackward whether a row's first pixel is its last that is wanted; `from` is the lowest place nonetheless
 * @param valid a byte for each of `rows` rows of `width` pixels
 * @param to room for four planes of these
 * @returns whether a valid pixel has a probability that is not a number
 */
export function roundRows(
  from: usize,
  planeBytes: usize,
  width: i32,
  rows: i32,
  step: i32,
  isBackward: bool,
  valid: usize,
  to: usize,
): bool {
  given = planeBytes;
  found = width * rows;
  let isWrong = false;
  for (let row = 0; row < rows; row++) {
    let column = 0;
    for (; column + 16 <= width; column += 16) {
      const source = from + 4 * (isBackward ? width - 16 - column : column);
      if (roundSixteen(source, isBackward, valid + column, to + column)) isWrong = true;
    }
    for (; column < width; column++) {
      const source = from + 4 * (isBackward ? width - 1 - column : column);
      if (roundOne(source, valid + column, to + column)) isWrong = true;
    }
    from += step;
    valid += width;
    to += width;
  }
  return isWrong;
}

function roundSixteen(from: usize, isBackward: bool, valid: usize, to: usize): bool {
  const isEmpty = i8x16.eq(v128.load(valid), i64x2.splat(0));
  if (i8x16.all_true(isEmpty)) {
    for (let plane = 0; plane < PLANES; plane++) v128.store(to + found * plane, i64x2.splat(0));
    return false;
  }
  if (mayBeWrong(from)) {
    let isWrong = false;
    for (let pixel = 0; pixel < 16; pixel++)
      if (roundOne(from + 4 * (isBackward ? 15 - pixel : pixel), valid + pixel, to + pixel)) isWrong = true;
    return isWrong;
  }
  let first = roundPlane(from, isBackward, isEmpty);
  const second = roundPlane(from + given, isBackward, isEmpty);
  const third = roundPlane(from + 2 * given, isBackward, isEmpty);
  const fourth = roundPlane(from + 3 * given, isBackward, isEmpty);
  const isNone = i8x16.eq(v128.or(v128.or(first, second), v128.or(third, fourth)), i64x2.splat(0));
  // Where a comparison gives -1, 1 is added.
  first = i8x16.sub(first, v128.andnot(isNone, isEmpty));
  v128.store(to, first);
  v128.store(to + found, second);
  v128.store(to + 2 * found, third);
  v128.store(to + 3 * found, fourth);
  return false;
}

/** Whether one of sixteen pixels, valid or not, has what is not a number. */
function mayBeWrong(from: usize): bool {
  let sum = f32x4.splat(0);
  for (let plane = 0; plane < PLANES; plane++) {
    const at = from + given * plane;
    const wrong = v128.or(
      v128.or(notNumber(at), notNumber(at + 16)),
      v128.or(notNumber(at + 32), notNumber(at + 48)),
    );
    sum = v128.or(sum, wrong);
  }
  return v128.any_true(sum);
}

function notNumber(at: usize): v128 {
  const values = v128.load(at);
  return f32x4.ne(values, values);
}

function roundPlane(from: usize, isBackward: bool, isEmpty: v128): v128 {
  const low = i16x8.narrow_i32x4_s(roundFour(from), roundFour(from + 16));
  const high = i16x8.narrow_i32x4_s(roundFour(from + 32), roundFour(from + 48));
  const all = i8x16.narrow_i16x8_u(low, high);
  const inOrder = isBackward
    ? v128.shuffle<u8>(all, all, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
    : all;
  return v128.andnot(inOrder, isEmpty);
}

/** Of four probabilities the nearest of 0..255, or what is cut off to these when it is narrowed. */
function roundFour(from: usize): v128 {
  const low = f64x2.promote_low_f32x4(v128.load64_zero(from));
  const high = f64x2.promote_low_f32x4(v128.load64_zero(from + 8));
  return v128.shuffle<i32>(whole(low), whole(high), 0, 1, 4, 5);
}

/** In 64 bits, that a half is a half. */
function whole(values: v128): v128 {
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.mul(values, f64x2.splat(255)), f64x2.splat(0.5)));
}

function roundOne(from: usize, valid: usize, to: usize): bool {
  const isSeen = load<u8>(valid) != 0;
  let isWrong = false;
  let all = 0;
  for (let plane = 0; plane < PLANES; plane++) {
    const value = <f64>load<f32>(from + given * plane) * 255;
    if (value != value) isWrong = true;
    const rounded = isSeen && value > 0 ? <i32>(min(value, 255) + 0.5) : 0;
    store<u8>(to + found * plane, rounded);
    all |= rounded;
  }
  if (isSeen && all == 0) store<u8>(to, 1);
  return isSeen && isWrong;
}
