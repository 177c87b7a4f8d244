import type { FlaggedClassId } from '../core/classes.ts';
import { type CancelFlag, RasterError, throwIfCancelled } from '../core/errors.ts';
import { intersectWindows, type Window, wholeWindow } from '../core/grid.ts';
import { cleanRuns } from './cleanup.ts';
import { COVER_BITS, coverClass, coverMissing, FLAGGED_CODES, resolvePrecedence } from './compute.ts';
import { applyCorrections, type PlacedCorrections } from './corrections.ts';
import { areaPixels, squaredRadiusPixels, thresholdByte, validateParameters } from './parameters.ts';
import { encodeRuns, type RunRaster } from './runs.ts';
import { classifyByThreshold } from './threshold.ts';
import type { ClassRaster, MaskParameters, ProbabilityRaster } from './types.ts';

export interface UpdateOptions {
  /** Part of the raster that is wanted; the whole raster otherwise. Its codes equal those of the whole mask there. */
  readonly window?: Window | undefined;
  /** Placed on the whole raster. */
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
 * starts over. The codes are those of `computeMask`, exactly; clean-up sees the whole raster whatever the window.
 *
 * Keeps one byte per pixel of the raster and of the window, and the runs.
 *
 * `update` throws ParameterError, RasterError for a window that is not within the raster, or CancelledError; it can be
 * called again after any of them.
 */
export function createMaskSession(probabilities: ProbabilityRaster): MaskSession {
  const { width, height, pixelMetres } = probabilities;
  const scratch = new Uint8Array(width * height);
  let claimed: { readonly key: string; readonly runs: RunRaster } | null = null;
  let cleaned: { readonly key: string; readonly runs: RunRaster } | null = null;
  let bits = new Uint8Array(0);
  let bitsWindow: Window | null = null;
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
      const window = options.window ?? wholeWindow(probabilities);
      validateParameters(parameters);
      requireInside(window, probabilities);
      throwIfCancelled(signal);
      const runs = clean(parameters);
      throwIfCancelled(signal);
      if (!bitsWindow || !sameWindow(window, bitsWindow)) {
        bits = new Uint8Array(window.width * window.height);
        bitsWindow = window;
        painted.clear();
        coverMissing(runs, bits, window);
      }
      for (const id of ['shadow', 'semi', 'cloud'] as const) {
        const bufferMetres = parameters.bufferMetres[id];
        const squaredRadius = squaredRadiusPixels(bufferMetres, pixelMetres);
        if (painted.get(id) === squaredRadius) continue;
        throwIfCancelled(signal);
        painted.delete(id);
        clearBit(bits, COVER_BITS[id]);
        coverClass(runs, id, bufferMetres, pixelMetres, bits, window, signal);
        painted.set(id, squaredRadius);
      }
      const codes = new Uint8Array(bits.length);
      resolvePrecedence(bits, codes);
      if (corrections?.list.length) {
        const column = corrections.column + window.column;
        applyCorrections(codes, window, { ...corrections, column, row: corrections.row + window.row });
      }
      return { width: window.width, height: window.height, pixelMetres, codes };
    },
  };
}

function requireInside(window: Window, raster: { readonly width: number; readonly height: number }): void {
  const inside = intersectWindows(window, wholeWindow(raster));
  if (inside && sameWindow(inside, window)) return;
  throw new RasterError(
    `The window of ${window.width} x ${window.height} pixels at column ${window.column}, row ${window.row} ` +
      `is not within the raster of ${raster.width} x ${raster.height} pixels.`,
  );
}

function sameWindow(a: Window, b: Window): boolean {
  return a.column === b.column && a.row === b.row && a.width === b.width && a.height === b.height;
}

function clearBit(bits: Uint8Array, bit: number): void {
  const words = new Int32Array(bits.buffer, 0, bits.length >> 2);
  const keep = ~Math.imul(bit, 0x01010101);
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) & keep;
  for (let i = 4 * words.length; i < bits.length; i++) bits[i] = (bits[i] as number) & ~bit;
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
    const start = starts[run] as number;
    while (run < codes.length && codes[run] === code) run++;
    return [start, starts[run] as number];
  };
}
