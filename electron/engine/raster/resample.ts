import { setImmediate } from 'node:timers/promises';
import { takeSampleRoom } from '../core/sample-rooms.ts';
import { resampleStrip } from './resample-kernel.ts';
import type { SampleBlock, ValidRule } from './sample-block.ts';
import type { Taps } from './taps.ts';

/** Target pixels that are computed in one go, in some milliseconds. */
const PIXELS_IN_A_GO = 2 ** 20;

/**
 * Resamples a block by separable taps to `x.start.length` x `y.start.length` pixels. DN 0 is no-data on both sides.
 * First across, in 64 bits, each row of sums rounded to 32; then down, in 64 bits where there are two taps, else one row after the
 * other in 32; then half up to whole numbers. A mean beside no-data is divided by the weight of the valid samples, and is 1 at least.
 * Gives way to other work every few milliseconds: threads that decode are fed meanwhile.
 */
export async function resample(block: SampleBlock, x: Taps, y: Taps, rule: ValidRule): Promise<Uint16Array> {
  const [width, height] = [x.start.length, y.start.length];
  const out = takeSampleRoom(width * height);
  const rowsInAGo = Math.ceil(PIXELS_IN_A_GO / width);
  for (let from = 0; from < height; from += rowsInAGo) {
    if (from > 0) await setImmediate();
    resampleStrip(block, { x, y }, { from, to: Math.min(from + rowsInAGo, height) }, rule, out);
  }
  return out;
}
