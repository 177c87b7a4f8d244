// The inverse of the reversible 5/3 wavelet (ISO/IEC 15444-1, F.3), for resolutions that begin at even samples.

/** A line of even samples, one of odd ones, and both together, of at most 8192 samples and some that are read beyond. */
const EVEN = memory.data(4 * 4104);
const LINE = memory.data(4 * 8200);
export const MAX_LENGTH: i32 = 8192;

/** One line: `low` smooth samples at `at`, then `high` details; in place. */
function synthesiseLine(at: usize, low: i32, high: i32): void {
  if (high == 0) return;
  const details = at + 4 * <usize>low;
  // Even samples. The first has its only detail on both sides, and so has the last of an odd number.
  store<i32>(EVEN, load<i32>(at) - ((2 * load<i32>(details) + 2) >> 2));
  let i = 1;
  for (; i + 4 <= high; i += 4) {
    const before = v128.load(details + 4 * <usize>(i - 1));
    const after = v128.load(details + 4 * <usize>i);
    const part = i32x4.shr_s(i32x4.add(i32x4.add(before, after), i32x4.splat(2)), 2);
    v128.store(EVEN + 4 * <usize>i, i32x4.sub(v128.load(at + 4 * <usize>i), part));
  }
  for (; i < low; i++) {
    const after = load<i32>(details + 4 * <usize>min(i, high - 1));
    const part = (load<i32>(details + 4 * <usize>(i - 1)) + after + 2) >> 2;
    store<i32>(EVEN + 4 * <usize>i, load<i32>(at + 4 * <usize>i) - part);
  }
  store<i32>(EVEN + 4 * <usize>low, load<i32>(EVEN + 4 * <usize>(low - 1)));
  i = 0;
  for (; i + 4 <= high; i += 4) {
    const even = v128.load(EVEN + 4 * <usize>i);
    const mean = i32x4.shr_s(i32x4.add(even, v128.load(EVEN + 4 * <usize>(i + 1))), 1);
    const odd = i32x4.add(v128.load(details + 4 * <usize>i), mean);
    v128.store(LINE + 8 * <usize>i, v128.shuffle<i32>(even, odd, 0, 4, 1, 5));
    v128.store(LINE + 8 * <usize>i + 16, v128.shuffle<i32>(even, odd, 2, 6, 3, 7));
  }
  for (; i < high; i++) {
    const even = load<i32>(EVEN + 4 * <usize>i);
    const odd = load<i32>(details + 4 * <usize>i) + ((even + load<i32>(EVEN + 4 * <usize>(i + 1))) >> 1);
    store<i32>(LINE + 8 * <usize>i, even);
    store<i32>(LINE + 8 * <usize>i + 4, odd);
  }
  if (low > high) store<i32>(LINE + 8 * <usize>high, load<i32>(EVEN + 4 * <usize>high));
  memory.copy(at, LINE, 4 * <usize>(low + high));
}

/** to = from - (a + b + 2) / 4, or from + (a + b) / 2 */
function lift(to: usize, from: usize, a: usize, b: usize, width: i32, isEven: bool): void {
  for (let i = 0; i < width; i += 4, to += 16, from += 16, a += 16, b += 16) {
    const sum = i32x4.add(v128.load(a), v128.load(b));
    const samples = v128.load(from);
    v128.store(
      to,
      isEven
        ? i32x4.sub(samples, i32x4.shr_s(i32x4.add(sum, i32x4.splat(2)), 2))
        : i32x4.add(samples, i32x4.shr_s(sum, 1)),
    );
  }
}

/**
 * One resolution from the next coarser one, in the upper left of `plane`, and its details right of it and below.
 * `other` is as large, and holds the result; lines are `line` bytes apart, a multiple of 16.
 */
export function synthesise(plane: usize, other: usize, line: usize, width: i32, height: i32): void {
  const lowWidth = (width + 1) >> 1;
  const low = (height + 1) >> 1;
  const high = height - low;
  for (let row = 0; row < height; row++) synthesiseLine(plane + line * row, lowWidth, width - lowWidth);
  if (high == 0) {
    memory.copy(other, plane, line * height);
    return;
  }
  const details = plane + line * low;
  for (let row = 0; row < low; row++) {
    const before = details + line * max(0, row - 1);
    const after = details + line * min(row, high - 1);
    lift(other + 2 * line * row, plane + line * row, before, after, width, true);
    // The odd line above lies between this even one and the one before.
    if (row > 0) liftOdd(other, details, line, row - 1, 2 * row, width);
  }
  if (high == low) liftOdd(other, details, line, high - 1, 2 * low - 2, width);
}

/** Odd line number `row` of `other`, of which the even line below it is `below`. */
function liftOdd(other: usize, details: usize, line: usize, row: i32, below: i32, width: i32): void {
  const above = other + 2 * line * row;
  lift(above + line, details + line * row, above, other + line * below, width, false);
}
