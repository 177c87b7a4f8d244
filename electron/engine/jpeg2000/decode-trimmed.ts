import { wholeWindow } from '../core/grid.ts';
import { reducedBounds } from './codestream.ts';
import type { DecodeTask } from './tile-decoder.ts';
import { largestError, openTrimmable, type Trimmable } from './trim.ts';

/** What a decoded image looks like, and the part of it that is wanted. */
export type Frame = Pick<DecodeTask, 'width' | 'height' | 'bytesPerPixel' | 'crop'>;

/** Decodes a codestream; null when it gives fewer bytes than a tile of this size has. */
export type Decode = (codestream: Uint8Array, reduce: number, frame: Frame) => Uint8Array<ArrayBuffer> | null;

/**
 * Decodes with less work: without what is halved away, and without the lowest bit-planes where that is allowed. Null where
 * the codestream cannot be taken apart, where there is nothing to leave out, where the decoder gives too little, and where
 * a sample may be 0: by that no-data is told, exactly.
 */
export function decodeTrimmed(decode: Decode, task: DecodeTask): Uint8Array<ArrayBuffer> | null {
  const { codestream, planes, reduce } = task;
  if (planes === 0 && reduce === 0) return null;
  const stream = openTrimmable(codestream);
  if (!stream) return null;
  if (planes === 0) return decode(stream.trim(0, reduce), reduce, task);
  const bound = largestError(planes, stream.levels - reduce);
  if (isDark(decode, stream, bound)) return null;
  const samples = decode(stream.trim(planes, reduce), reduce, task);
  return samples && countWithin(samples, bound) === 0 ? samples : null;
}

/** Share of the coarsest samples by which a tile is decoded exactly without trying otherwise. */
const DARK_SHARE = 1 / 16;

/**
 * Whether a tile is so dark or empty that it will have to be decoded exactly, told by its coarsest resolution, which costs
 * next to nothing. A few dark samples mean nothing there: the wavelet overshoots beside clouds.
 */
function isDark(decode: Decode, { levels, image, trim }: Trimmable, bound: number): boolean {
  const { x0, y0, x1, y1 } = reducedBounds(image, levels);
  const size = { width: x1 - x0, height: y1 - y0 };
  const samples = decode(trim(0, levels), levels, { ...size, bytesPerPixel: 2, crop: wholeWindow(size) });
  return samples === null || countWithin(samples, bound) > DARK_SHARE * size.width * size.height;
}

/** How many samples of two bytes are at most `bound`. */
function countWithin(bytes: Uint8Array<ArrayBuffer>, bound: number): number {
  let count = 0;
  for (const sample of new Uint16Array(bytes.buffer)) if (sample <= bound) count++;
  return count;
}
