// Decoding of one code-block (ISO/IEC 15444-1, annex D).
//
// Four samples above each other are one 64-bit word of states, 16 bits each from the top, so that a column of a stripe in
// which nothing is to be done is passed over by one look.

import { BOTH, begin, CONTEXTS, DECISION, decideSlowly, madeUp, position, RUN, UNIFORM } from './arithmetic';

/** Neighbours that are significant: north, south, west, east, and the corners. */
const N: u64 = 1;
const S: u64 = 2;
const W: u64 = 4;
const E: u64 = 8;
const NW: u64 = 16;
const NE: u64 = 32;
const SW: u64 = 64;
const SE: u64 = 128;
/** Those of the first four that are negative lie eight bits higher. */
const SIGN: u64 = 8;
const SIGNIFICANT: u64 = 1 << 12;
/** Done in the first pass of this bit-plane. */
const VISITED: u64 = 1 << 13;
const REFINED: u64 = 1 << 14;
/** Something in each of the four. */
const EACH: u64 = 0x0001_0001_0001_0001;
const NEIGHBOURS: u64 = 0xff * EACH;

export const MAX_SIDE: i32 = 64;
/** Words of a stripe, with one more at either side, and of all stripes, with one above and below. */
const STATES = memory.data(8 * 66 * 18 + 16, 16);
/** Twice the samples, with half a step where bit-planes were left out; four above each other, column by column. */
const VALUES = memory.data(4 * 64 * 64, 16);
/** Context, times 4, by neighbours: for vertical, horizontal and diagonal details. */
const SIGNIFICANCE = memory.data(3 * 256);
/** Context, times 4, and in bit 0 whether the sign is turned; by the first four neighbours and their signs. */
const SIGNS = memory.data(256);

export function prepareBlocks(): void {
  for (let state: u32 = 0; state < 256; state++) {
    const h = ((state >> 2) & 1) + ((state >> 3) & 1);
    const v = (state & 1) + ((state >> 1) & 1);
    const d = popcnt(state >> 4);
    store<u8>(SIGNIFICANCE + state, 4 * along(h, v, d));
    store<u8>(SIGNIFICANCE + 256 + state, 4 * along(v, h, d));
    store<u8>(SIGNIFICANCE + 512 + state, 4 * across(h + v, d));
    const vertical = pull(state, 0) + pull(state, 1);
    const horizontal = pull(state, 2) + pull(state, 3);
    store<u8>(SIGNS + state, signContext(clamp(horizontal), clamp(vertical)));
  }
}

/** Table D.1, first columns. */
function along(h: u32, v: u32, d: u32): u32 {
  if (h == 2) return 8;
  if (h == 1) return v > 0 ? 7 : d > 0 ? 6 : 5;
  if (v > 0) return v == 2 ? 4 : 3;
  return d > 1 ? 2 : d;
}

/** Table D.1, of diagonal details. */
function across(sides: u32, d: u32): u32 {
  if (d > 2) return 8;
  if (d == 2) return sides > 0 ? 7 : 6;
  if (d == 1) return sides > 1 ? 5 : 3 + sides;
  return sides > 1 ? 2 : sides;
}

/** What a neighbour says of the sign: 1, -1, or 0 where it is not significant. */
function pull(state: u32, neighbour: u32): i32 {
  if (((state >> neighbour) & 1) == 0) return 0;
  return ((state >> (neighbour + 4)) & 1) == 0 ? 1 : -1;
}

function clamp(sum: i32): i32 {
  return sum > 1 ? 1 : sum < -1 ? -1 : sum;
}

/** Tables D.3 and D.4. */
function signContext(h: i32, v: i32): u32 {
  const turned: u32 = h < 0 || (h == 0 && v < 0) ? 1 : 0;
  const context = h == 0 ? (v == 0 ? 9 : 10) : 12 + h * v;
  return (4 * context) | turned;
}

let stride: usize = 0;

/**
 * Decodes a block of at most {@link MAX_SIDE} samples a side from bytes that end with two of 0xff.
 * @param planes bit-planes of the block @param passes coding passes that are decoded
 * @param kind of details: 0 vertical or none, 1 horizontal, 2 diagonal
 */
export function decodeBlock(start: usize, width: i32, height: i32, planes: i32, passes: i32, kind: i32): void {
  stride = 8 * (width + 2);
  const stripes = (height + 3) >> 2;
  clear(STATES, stride * (stripes + 2));
  clear(VALUES, 16 * width * stripes);
  let registers = begin(start);
  const table = SIGNIFICANCE + 256 * kind;
  let plane = planes;
  let pass = 2;
  for (let done = 0; done < passes && plane > 0; done++) {
    if (pass == 0) registers = propagate(registers, table, width, height, 3 << (plane - 1));
    else if (pass == 1) registers = refine(registers, width, height, 1 << (plane - 1));
    else {
      registers = cleanUp(registers, table, width, height, 3 << (plane - 1));
      plane--;
    }
    pass = pass == 2 ? 0 : pass + 1;
  }
}

/** Zeros, in whole vectors: most blocks are so small that a call of the system's function would take longer. */
function clear(from: usize, bytes: usize): void {
  for (let at = from, end = from + bytes; at < end; at += 16) v128.store(at, i64x2.splat(0));
}

/** Whether the block, all of whose passes were decoded, ends where none may end: see `electron/engine/jpeg2000/damage.ts`. */
export function endsWrongly(end: usize): bool {
  return position() + 2 < end || madeUp > 6;
}

/** What a significant sample says to its own column, placed about its neighbour above: lane k - 1, k, k + 1. */
// @ts-ignore: decorator
@inline
function ownColumn(k: u64, negative: u64): u64 {
  const three = (S | (negative * (S << SIGN))) | (SIGNIFICANT << 16) | ((N | (negative * (N << SIGN))) << 32);
  return k == 0 ? three >> 16 : three << (16 * (k - 1));
}

/** Tells the neighbours of a sample in other columns and stripes that it is significant. */
function spread(word: usize, k: u64, negative: u64): void {
  const east = SE | ((E | (negative * (E << SIGN))) << 16) | (NE << 32);
  const west = SW | ((W | (negative * (W << SIGN))) << 16) | (NW << 32);
  store<u64>(word - 8, load<u64>(word - 8) | (k == 0 ? east >> 16 : east << (16 * (k - 1))));
  store<u64>(word + 8, load<u64>(word + 8) | (k == 0 ? west >> 16 : west << (16 * (k - 1))));
  if (k == 0) {
    const above = word - stride;
    store<u64>(above - 8, load<u64>(above - 8) | (SE << 48));
    store<u64>(above, load<u64>(above) | ((S | (negative * (S << SIGN))) << 48));
    store<u64>(above + 8, load<u64>(above + 8) | (SW << 48));
  } else if (k == 3) {
    const below = word + stride;
    store<u64>(below - 8, load<u64>(below - 8) | NE);
    store<u64>(below, load<u64>(below) | N | (negative * (N << SIGN)));
    store<u64>(below + 8, load<u64>(below + 8) | NW);
  }
}

/** The index of {@link SIGNS} that a sample's state gives. */
// @ts-ignore: decorator
@inline
function signIndex(lane: u64): usize {
  return <usize>((lane & 15) | ((lane >>> 4) & 0xf0));
}

/** The lowest bit of each of the first samples of a column, as many as a stripe has. */
// @ts-ignore: decorator
@inline
function firstSamples(count: i32): u64 {
  return count >= 4 ? EACH : EACH >>> (64 - 16 * <u64>count);
}

/** Of the samples that are not significant and have significant neighbours, the lowest bit. */
// @ts-ignore: decorator
@inline
function beside(states: u64): u64 {
  return (((states & NEIGHBOURS) + NEIGHBOURS) >>> 8) & ~(states >>> 12) & EACH;
}

/** Significance propagation: samples that have significant neighbours (D.3.1). */
function propagate(given: u64, table: usize, width: i32, height: i32, value: i32): u64 {
  let registers = given;
  let values = VALUES;
  for (let top = 0, row = STATES + stride + 8; top < height; top += 4, row += stride) {
    const among = firstSamples(height - top);
    for (let word = row, end = row + 8 * width; word < end; word += 8, values += 16) {
      let states = load<u64>(word);
      // Which of them there are is looked up once: to ask each sample would be a guess for the processor, often a wrong one.
      let rest = beside(states) & among;
      if (rest == 0) continue;
      do {
        const place = ctz<u64>(rest);
        const lane = states >>> place;
        states |= VISITED << place;
        rest &= rest - 1;
        let context = CONTEXTS + load<u8>(table + <usize>(lane & 0xff));
        let state = load<u32>(context);
        let next = registers - <u64>(state >>> 16) * BOTH;
        let bit = state & 1;
        if (((registers >>> 16) & 0xffff) >= <u64>(state >>> 16) && <i64>next < 0) registers = next;
        else {
          registers = decideSlowly(registers, context, state);
          bit = <u32>(registers >>> DECISION) & 1;
        }
        if (bit == 0) continue;
        const sign = load<u8>(SIGNS + signIndex(lane));
        context = CONTEXTS + (sign & 0xfc);
        state = load<u32>(context);
        next = registers - <u64>(state >>> 16) * BOTH;
        bit = state & 1;
        if (((registers >>> 16) & 0xffff) >= <u64>(state >>> 16) && <i64>next < 0) registers = next;
        else {
          registers = decideSlowly(registers, context, state);
          bit = <u32>(registers >>> DECISION) & 1;
        }
        const negative = <u64>(bit ^ (sign & 1));
        const k = place >>> 4;
        store<i32>(values + 4 * <usize>k, negative != 0 ? -value : value);
        states |= ownColumn(k, negative);
        spread(word, k, negative);
        // The sample below has a significant neighbour now.
        rest = beside(states) & among & (<u64>(-2) << place);
      } while (rest != 0);
      store<u64>(word, states);
    }
  }
  return registers;
}

/** Refinement of samples that were significant before this bit-plane (D.3.3). */
function refine(given: u64, width: i32, height: i32, half: i32): u64 {
  let registers = given;
  let values = VALUES;
  for (let top = 0, row = STATES + stride + 8; top < height; top += 4, row += stride) {
    for (let word = row, end = row + 8 * width; word < end; word += 8, values += 16) {
      const states = load<u64>(word);
      const wanted = states & ~(states >>> 1) & (SIGNIFICANT * EACH);
      if (wanted == 0) continue;
      for (let rest = wanted; rest != 0; rest &= rest - 1) {
        const k = ctz<u64>(rest) >>> 4;
        const lane = states >>> (16 * k);
        const context = CONTEXTS + 4 * ((lane & REFINED) != 0 ? 16 : (lane & 0xff) != 0 ? 15 : 14);
        const state = load<u32>(context);
        const next = registers - <u64>(state >>> 16) * BOTH;
        let bit = state & 1;
        if (((registers >>> 16) & 0xffff) >= <u64>(state >>> 16) && <i64>next < 0) registers = next;
        else {
          registers = decideSlowly(registers, context, state);
          bit = <u32>(registers >>> DECISION) & 1;
        }
        const at = values + 4 * <usize>k;
        const value = load<i32>(at);
        // Away from zero by half where the bit is set, else towards it.
        store<i32>(at, (bit != 0) == value < 0 ? value - half : value + half);
      }
      store<u64>(word, states | (wanted << 2));
    }
  }
  return registers;
}

/** What neither of the others took, in runs of four where nothing is near (D.3.4). */
function cleanUp(given: u64, table: usize, width: i32, height: i32, value: i32): u64 {
  let registers = given;
  let values = VALUES;
  for (let top = 0, row = STATES + stride + 8; top < height; top += 4, row += stride) {
    const among = firstSamples(height - top);
    for (let word = row, end = row + 8 * width; word < end; word += 8, values += 16) {
      let states = load<u64>(word);
      let rest = ~((states >>> 12) | (states >>> 13)) & among;
      /** Whether the first of them is known to be significant. */
      let isFound = false;
      if (states == 0 && among == EACH) {
        const state = load<u32>(RUN);
        const next = registers - <u64>(state >>> 16) * BOTH;
        let bit = state & 1;
        if (((registers >>> 16) & 0xffff) >= <u64>(state >>> 16) && <i64>next < 0) registers = next;
        else {
          registers = decideSlowly(registers, RUN, state);
          bit = <u32>(registers >>> DECISION) & 1;
        }
        if (bit == 0) continue;
        // The uniform state is followed by itself, so that the slow way is right for every decision by it.
        registers = decideSlowly(registers, UNIFORM, load<u32>(UNIFORM));
        let k = (registers >>> DECISION) & 1;
        registers = decideSlowly(registers, UNIFORM, load<u32>(UNIFORM));
        k = 2 * k + ((registers >>> DECISION) & 1);
        rest &= <u64>(-1) << (16 * k);
        isFound = true;
      }
      while (rest != 0) {
        const place = ctz<u64>(rest);
        const lane = states >>> place;
        rest &= rest - 1;
        let bit: u32 = 1;
        if (!isFound) {
          const context = CONTEXTS + load<u8>(table + <usize>(lane & 0xff));
          const state = load<u32>(context);
          const next = registers - <u64>(state >>> 16) * BOTH;
          bit = state & 1;
          if (((registers >>> 16) & 0xffff) >= <u64>(state >>> 16) && <i64>next < 0) registers = next;
          else {
            registers = decideSlowly(registers, context, state);
            bit = <u32>(registers >>> DECISION) & 1;
          }
        }
        isFound = false;
        if (bit == 0) continue;
        const sign = load<u8>(SIGNS + signIndex(lane));
        const context = CONTEXTS + (sign & 0xfc);
        const state = load<u32>(context);
        const next = registers - <u64>(state >>> 16) * BOTH;
        bit = state & 1;
        if (((registers >>> 16) & 0xffff) >= <u64>(state >>> 16) && <i64>next < 0) registers = next;
        else {
          registers = decideSlowly(registers, context, state);
          bit = <u32>(registers >>> DECISION) & 1;
        }
        const negative = <u64>(bit ^ (sign & 1));
        const k = place >>> 4;
        store<i32>(values + 4 * <usize>k, negative != 0 ? -value : value);
        states |= ownColumn(k, negative);
        spread(word, k, negative);
      }
      store<u64>(word, states & ~(VISITED * EACH));
    }
  }
  return registers;
}

/** Copies the block that was decoded last to where its samples belong. */
export function copyBlock(width: i32, height: i32, to: usize, line: usize): void {
  for (let row = 0; row < height; row++) {
    let from = VALUES + 16 * <usize>((row >> 2) * width) + 4 * (row & 3);
    let at = to + line * row;
    for (let column = 0; column < width; column++, from += 16, at += 4) store<i32>(at, load<i32>(from) / 2);
  }
}
