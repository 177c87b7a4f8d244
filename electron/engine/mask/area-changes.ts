import { MISSING, TOLD_AREAS } from '../core/classes.ts';
import { type CancelFlag, throwIfCancelled } from '../core/errors.ts';
import { createCleaner } from './cleanup.ts';
import { areaPixels } from './parameters.ts';
import type { RunRaster } from './runs.ts';

/** Changes of class that are told of a pixel; later ones, which are few, are not. */
const MOST_CHANGES = 3;
/** In the place of a change that there is none of. */
const NEVER = 255;

/**
 * Which class a pixel has with which smallest object, for a slider that a graphics card follows: four bytes per pixel. Three
 * are the steps (indices into {@link TOLD_AREAS}, plus one) from which on its class is another, in their order, 255 where there
 * are no more; the fourth has the first class and those after the changes, two bits each from the lowest, as code - 1. Four 0 for
 * a missing pixel. Where no area lies between two told ones and a pixel changes three times at most, it is what
 * the clean-up gives.
 *
 * @throws CancelledError
 */
export function changesByArea(
  runs: RunRaster,
  pixelMetres: number,
  signal: CancelFlag | undefined,
): Uint8Array<ArrayBuffer> {
  const { starts, codes } = runs;
  const told = toldChanges(runs, pixelMetres, signal);
  const out = new Uint32Array(runs.width * runs.height);
  for (let run = 0; run < codes.length; run++)
    if (codes[run] !== MISSING) out.fill(told[run]!, starts[run]!, starts[run + 1]!);
  return new Uint8Array(out.buffer);
}

/** The four bytes of each run. */
function toldChanges(runs: RunRaster, pixelMetres: number, signal: CancelFlag | undefined): Uint32Array {
  const { codes } = runs;
  const bytes = new Uint8Array(4 * codes.length).fill(NEVER);
  for (let run = 0; run < codes.length; run++) bytes[4 * run + MOST_CHANGES] = codes[run]! - 1;
  const clean = createCleaner(runs);
  const last = codes.slice();
  const changes = new Uint8Array(codes.length);
  let pixels = 1;
  for (const [index, area] of TOLD_AREAS.entries()) {
    const minPixels = areaPixels(area, pixelMetres);
    if (minPixels <= pixels) continue;
    throwIfCancelled(signal);
    pixels = minPixels;
    const cleaned = clean(minPixels).codes;
    for (let run = 0; run < codes.length; run++) {
      if (cleaned[run] === last[run] || changes[run] === MOST_CHANGES) continue;
      last[run] = cleaned[run]!;
      const change = changes[run]!++;
      bytes[4 * run + change] = index + 1;
      bytes[4 * run + MOST_CHANGES] = bytes[4 * run + MOST_CHANGES]! | ((cleaned[run]! - 1) << (2 * (change + 1)));
    }
  }
  return new Uint32Array(bytes.buffer);
}
