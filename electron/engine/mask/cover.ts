import { CLEAR, CLOUD, type ClassCode, type FlaggedClassId, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import type { CancelFlag } from '../core/errors.ts';
import { paintBuffer, paintRuns } from './buffer.ts';
import type { RunRaster } from './runs.ts';

/** What a pixel is covered by while the mask is put together, one bit per class; precedence decides at the end. */
const COVER_BITS: Readonly<Record<FlaggedClassId | 'missing', number>> = {
  shadow: 1,
  semi: 2,
  cloud: 4,
  missing: 8,
};

export const FLAGGED_CODES: Readonly<Record<FlaggedClassId, ClassCode>> = { shadow: SHADOW, semi: SEMI, cloud: CLOUD };

/** Step 3: sets the bit of a class where the class, grown by its buffer (radius² in pixels²), covers the pixel. */
export function coverClass(
  runs: RunRaster,
  id: FlaggedClassId,
  squaredRadius: number,
  bits: Uint8Array,
  signal: CancelFlag | undefined,
): void {
  paintBuffer(runs, FLAGGED_CODES[id], squaredRadius, { bits, bit: COVER_BITS[id] }, signal);
}

/** Sets the bit of missing pixels. */
export function coverMissing(runs: RunRaster, bits: Uint8Array): void {
  paintRuns(runs, MISSING, { bits, bit: COVER_BITS.missing });
}

/** Takes the bit of a class away everywhere. */
export function uncoverClass(bits: Uint8Array, id: FlaggedClassId): void {
  const bit = COVER_BITS[id];
  const words = new Int32Array(bits.buffer, 0, bits.length >> 2);
  const keep = ~Math.imul(bit, 0x01010101);
  for (let i = 0; i < words.length; i++) words[i] = words[i]! & keep;
  for (let i = 4 * words.length; i < bits.length; i++) bits[i] = bits[i]! & ~bit;
}

/** Steps 4 and 5: the code of every pixel from its cover bits; `codes` may be `bits` itself. */
export function resolvePrecedence(bits: Uint8Array, codes: Uint8Array): void {
  const even = bits.byteOffset % 2 === 0 && codes.byteOffset % 2 === 0;
  const pairs = even ? bits.length >> 1 : 0;
  const from = new Uint16Array(bits.buffer, even ? bits.byteOffset : 0, pairs);
  const to = new Uint16Array(codes.buffer, even ? codes.byteOffset : 0, pairs);
  for (let i = 0; i < pairs; i++) to[i] = CODES_OF_COVERS[from[i]!]!;
  for (let i = 2 * pairs; i < bits.length; i++) codes[i] = CODE_OF_COVER[bits[i]!]!;
}

const CODE_OF_COVER = Uint8Array.from({ length: 16 }, (_, cover) => {
  if (cover & COVER_BITS.missing) return MISSING;
  if (cover & COVER_BITS.cloud) return CLOUD;
  if (cover & COVER_BITS.semi) return SEMI;
  return cover & COVER_BITS.shadow ? SHADOW : CLEAR;
});

/** The same for two neighbouring pixels in one 16-bit number, whichever comes first. */
const CODES_OF_COVERS = Uint16Array.from(
  { length: 0x0f10 },
  (_, covers) => ((CODE_OF_COVER[covers >> 8] ?? 0) << 8) | (CODE_OF_COVER[covers & 0xff] ?? 0),
);
