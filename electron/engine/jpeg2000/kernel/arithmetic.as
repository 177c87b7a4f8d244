// The arithmetic decoder of JPEG 2000 (ISO/IEC 15444-1, annex C).
//
// Its registers travel in one 64-bit number, so that they stay in a register of the processor: A in bits 48 to 63, the number
// of bits that are left before the next byte in bits 32 to 39, C in bits 0 to 31. A decision that needs no new bits is one
// subtraction then, and A's highest bit is the sign. Bit 40 is what the last slow decision found.

/** One for A and one for the upper half of C: an interval is taken off both at once. */
export const BOTH: u64 = 0x0001_0000_0001_0000;
const LEFT_BITS: u64 = 0xff_0000_0000;
/** Place of what {@link decideSlowly} found last. */
export const DECISION: u64 = 40;
const C_BITS: u64 = 0xffff_ffff;
const A_AND_C: u64 = 0xffff_0000_ffff_ffff;

/** Of each state and sense (2 * state + more probable symbol): interval << 16 | next if less probable << 8 | if more << 1 | symbol. */
const STATES = memory.data(4 * 94);
const CONTEXT_BYTES: i32 = 80;
/** The packed state of each of the 19 contexts, in whole vectors. */
export const CONTEXTS = memory.data(CONTEXT_BYTES, 16);
/** What they begin with. */
const BEGINNING = memory.data(CONTEXT_BYTES, 16);
/** Contexts: 0 to 8 significance, 9 to 13 sign, 14 to 16 refinement, then run length and uniform. */
export const RUN: usize = CONTEXTS + 4 * 17;
export const UNIFORM: usize = CONTEXTS + 4 * 18;

/** Interval, next state after the more and after the less probable symbol, whether that swaps the sense: table C.2. */
const TABLE: StaticArray<u16> = [
  0x5601, 1, 1, 1, 0x3401, 2, 6, 0, 0x1801, 3, 9, 0, 0x0ac1, 4, 12, 0, 0x0521, 5, 29, 0, 0x0221, 38, 33, 0,
  0x5601, 7, 6, 1, 0x5401, 8, 14, 0, 0x4801, 9, 14, 0, 0x3801, 10, 14, 0, 0x3001, 11, 17, 0, 0x2401, 12, 18, 0,
  0x1c01, 13, 20, 0, 0x1601, 29, 21, 0, 0x5601, 15, 14, 1, 0x5401, 16, 14, 0, 0x5101, 17, 15, 0, 0x4801, 18, 16, 0,
  0x3801, 19, 17, 0, 0x3401, 20, 18, 0, 0x3001, 21, 19, 0, 0x2801, 22, 19, 0, 0x2401, 23, 20, 0, 0x2201, 24, 21, 0,
  0x1c01, 25, 22, 0, 0x1801, 26, 23, 0, 0x1601, 27, 24, 0, 0x1401, 28, 25, 0, 0x1201, 29, 26, 0, 0x1101, 30, 27, 0,
  0x0ac1, 31, 28, 0, 0x09c1, 32, 29, 0, 0x08a1, 33, 30, 0, 0x0521, 34, 31, 0, 0x0441, 35, 32, 0, 0x02a1, 36, 33, 0,
  0x0221, 37, 34, 0, 0x0141, 38, 35, 0, 0x0111, 39, 36, 0, 0x0085, 40, 37, 0, 0x0049, 41, 38, 0, 0x0025, 42, 39, 0,
  0x0015, 43, 40, 0, 0x0009, 44, 41, 0, 0x0005, 45, 42, 0, 0x0001, 45, 43, 0, 0x5601, 46, 46, 0,
];

export function prepareStates(): void {
  for (let state: u32 = 0; state < 47; state++)
    for (let symbol: u32 = 0; symbol < 2; symbol++) {
      const more: u32 = 2 * TABLE[4 * state + 1] + symbol;
      const less: u32 = 2 * TABLE[4 * state + 2] + (symbol ^ TABLE[4 * state + 3]);
      const packed: u32 = (<u32>TABLE[4 * state] << 16) | (less << 8) | (more << 1) | symbol;
      store<u32>(STATES + 4 * (2 * state + symbol), packed);
    }
  for (let context: usize = 0; context < 17; context++) store<u32>(BEGINNING + 4 * context, load<u32>(STATES));
  store<u32>(BEGINNING, load<u32>(STATES + 4 * 2 * 4));
  store<u32>(BEGINNING + (RUN - CONTEXTS), load<u32>(STATES + 4 * 2 * 3));
  store<u32>(BEGINNING + (UNIFORM - CONTEXTS), load<u32>(STATES + 4 * 2 * 46));
}

/** The next byte that is to be read. */
let at: usize = 0;
/** Bytes that were made up behind the end. */
export let madeUp: i32 = 0;

/** Where reading has come to. */
export function position(): usize {
  return at;
}

/** Begins a code-block, whose bytes end with two of 0xff. */
export function begin(start: usize): u64 {
  for (let i: usize = 0; i < <usize>CONTEXT_BYTES; i += 16) v128.store(CONTEXTS + i, v128.load(BEGINNING + i));
  at = start;
  madeUp = 0;
  const registers = nextByte(<u64>load<u8>(at) << 16);
  const left = ((registers & LEFT_BITS) >> 32) - 7;
  return ((registers & 0xffff_ffff) << 7) | (left << 32) | (<u64>0x8000 << 48);
}

/** C with the next byte added, and how many bits that gave: figure C.19. */
function nextByte(c: u64): u64 {
  if (load<u8>(at) != 0xff) {
    at++;
    return (c + (<u64>load<u8>(at) << 8)) | (<u64>8 << 32);
  }
  const following = <u64>load<u8>(at + 1);
  if (following > 0x8f) {
    madeUp++;
    return (c + 0xff00) | (<u64>8 << 32);
  }
  at++;
  return (c + (following << 9)) | (<u64>7 << 32);
}

/** A decision that changes the context's state: figures C.15 to C.18. The bit that it gives is at {@link DECISION}. */
export function decideSlowly(registers: u64, context: usize, state: u32): u64 {
  const interval = <u64>(state >>> 16);
  let next = registers - (interval << 48);
  const isSmaller = next >>> 48 < interval;
  const isLow = ((registers >>> 16) & 0xffff) < interval;
  if (isLow) next = (next & 0xffff_ffff_ffff) | (interval << 48);
  else next -= interval << 16;
  const isMore = isLow == isSmaller;
  const found = <u64>((state & 1) ^ <u32>!isMore);
  store<u32>(context, load<u32>(STATES + 4 * (isMore ? (state >>> 1) & 0x7f : (state >>> 8) & 0x7f)));
  // Until A's highest bit is set again.
  let left = (next & LEFT_BITS) >> 32;
  next &= A_AND_C;
  let shift = clz<u64>(next);
  while (shift > left) {
    next <<= left;
    shift -= left;
    const more = nextByte(next & C_BITS);
    next = (next & ~C_BITS) | (more & C_BITS);
    left = more >>> 32;
  }
  return (next << shift) | ((left - shift) << 32) | (found << DECISION);
}
