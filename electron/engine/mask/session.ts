import type { FlaggedClassId } from '../core/classes.ts';
import { type CancelFlag, throwIfCancelled } from '../core/errors.ts';
import { wholeWindow } from '../core/grid.ts';
import { cleanRuns } from './cleanup.ts';
import { COVER_BITS, coverClass, coverMissing, FLAGGED_CODES, resolvePrecedence } from './compute.ts';
import { applyCorrections, type PlacedCorrections } from './corrections.ts';
import { areaPixels, squaredRadiusPixels, thresholdByte, validateParameters } from './parameters.ts';
import { encodeRuns, type RunRaster } from './runs.ts';
import { classifyByThreshold } from './threshold.ts';
import type { ClassRaster, MaskParameters, ProbabilityRaster } from './types.ts';

export interface UpdateOptions {
  readonly corrections?: PlacedCorrections | undefined;
  readonly signal?: CancelFlag | undefined;
}

/** A mask that is asked for again and again while its parameters change a little. */
export interface MaskSession {
  update(parameters: MaskParameters, options?: UpdateOptions): ClassRaster;
}

/**
 * Keeps the results of every step of {@link computeMask}, so that an update repeats only the steps that a changed
 * parameter reaches: a buffer repaints one class, the smallest area repaints the classes that it altered, a threshold
 * starts over. The codes are those of `computeMask`, exactly.
 *
 * Keeps two bytes per pixel, and the runs.
 *
 * `update` throws ParameterError or CancelledError; it can be called again after any of them.
 */
export function createMaskSession(probabilities: ProbabilityRaster): MaskSession {
  const { width, height, pixelMetres } = probabilities;
  const scratch = new Uint8Array(width * height);
  let claimed: { readonly key: string; readonly runs: RunRaster } | null = null;
  let cleaned: { readonly key: string; readonly runs: RunRaster } | null = null;
  const whole = wholeWindow(probabilities);
  let bits: Uint8Array | null = null;
  const painted = new Map<FlaggedClassId, number>();

  const claim = (parameters: MaskParameters): { readonly key: string; readonly runs: RunRaster } => {
    const { shadow, semi, cloud } = parameters.thresholds;
    const key = [shadow, semi, cloud].map(thresholdByte).join(' ');
    if (claimed?.key !== key) {
      classifyByThreshold(probabilities, parameters.thresholds, scratch);
      claimed = { key, runs: encodeRuns(scratch, width, height) };
    }
    return claimed;
  };
  const clean = (parameters: MaskParameters): RunRaster => {
    const { key: claimKey, runs } = claim(parameters);
    const minPixels = areaPixels(parameters.minAreaSquareMetres, pixelMetres);
    const key = `${claimKey} ${minPixels}`;
    if (cleaned?.key !== key) {
      const next = cleanRuns(runs, minPixels);
      for (const id of [...painted.keys()]) {
        if (!cleaned || !sameSpans(cleaned.runs, next, FLAGGED_CODES[id])) painted.delete(id);
      }
      cleaned = { key, runs: next };
    }
    return cleaned.runs;
  };

  return {
    update(parameters, options = {}) {
      const { signal, corrections } = options;
      validateParameters(parameters);
      throwIfCancelled(signal);
      const runs = clean(parameters);
      throwIfCancelled(signal);
      if (!bits) {
        bits = new Uint8Array(width * height);
        coverMissing(runs, bits, whole);
      }
      for (const id of ['shadow', 'semi', 'cloud'] as const) {
        const bufferMetres = parameters.bufferMetres[id];
        const squaredRadius = squaredRadiusPixels(bufferMetres, pixelMetres);
        if (painted.get(id) === squaredRadius) continue;
        throwIfCancelled(signal);
        painted.delete(id);
        clearBit(bits, COVER_BITS[id]);
        coverClass(runs, id, bits, { bufferMetres, pixelMetres, window: whole, signal });
        painted.set(id, squaredRadius);
      }
      const codes = new Uint8Array(bits.length);
      resolvePrecedence(bits, codes);
      if (corrections?.list.length) applyCorrections(codes, whole, corrections);
      return { width, height, pixelMetres, codes };
    },
  };
}

function clearBit(bits: Uint8Array, bit: number): void {
  const words = new Int32Array(bits.buffer, 0, bits.length >> 2);
  const keep = ~Math.imul(bit, 0x01010101);
  for (let i = 0; i < words.length; i++) words[i] = words[i]! & keep;
  for (let i = 4 * words.length; i < bits.length; i++) bits[i] = bits[i]! & ~bit;
}

/** Whether a class covers the same pixels in two rasters of runs of the same size. */
function sameSpans(a: RunRaster, b: RunRaster, code: number): boolean {
  const nextOfA = spansOf(a, code);
  const nextOfB = spansOf(b, code);
  for (;;) {
    const [startA, endA] = nextOfA();
    const [startB, endB] = nextOfB();
    if (startA !== startB || endA !== endB) return false;
    if (startA === -1) return true;
  }
}

function spansOf(runs: RunRaster, code: number): () => readonly [number, number] {
  const { starts, codes } = runs;
  let run = 0;
  return () => {
    while (run < codes.length && codes[run] !== code) run++;
    if (run >= codes.length) return [-1, -1];
    const start = starts[run]!;
    while (run < codes.length && codes[run] === code) run++;
    return [start, starts[run]!];
  };
}
