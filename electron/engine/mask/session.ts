import type { FlaggedClassId } from '../core/classes.ts';
import { type CancelFlag, throwIfCancelled } from '../core/errors.ts';
import { changesByArea } from './area-changes.ts';
import { cleanRuns } from './cleanup.ts';
import { applyCorrections, type PlacedCorrections } from './corrections.ts';
import { coverClass, coverMissing, FLAGGED_CODES, resolvePrecedence, uncoverClass } from './cover.ts';
import { dropLoneShadows } from './lone-shadows.ts';
import { areaPixels, squaredRadiusPixels, thresholdByte, validateParameters } from './parameters.ts';
import { classifyLowered } from './persistence.ts';
import { reachOfClasses } from './reach.ts';
import { encodeRuns, type RunRaster } from './runs.ts';
import type { ClassRaster, MaskParameters, ProbabilityRaster } from './types.ts';

export interface UpdateOptions {
  readonly corrections?: PlacedCorrections | undefined;
  readonly signal?: CancelFlag | undefined;
}

/** A mask that is asked for again and again while its parameters change a little. */
export interface MaskSession {
  update(parameters: MaskParameters, options?: UpdateOptions): ClassRaster;
  /** What the buffers of the parameters, whatever they are, are laid around: see {@link reachOfClasses}. */
  reach(parameters: MaskParameters, signal?: CancelFlag): Uint8Array<ArrayBuffer>;
  /** What the smallest object makes of the parameters' thresholds, whatever it is: see {@link changesByArea}. */
  areaChanges(parameters: MaskParameters, signal?: CancelFlag): Uint8Array<ArrayBuffer>;
}

/** Where the steps write, one byte per pixel each. */
interface StepPlanes {
  /** Step 1: classes by their thresholds. */
  readonly claims: Uint8Array;
  /** Step 3: what covers a pixel, one bit per class. */
  readonly covers: Uint8Array;
  /** Steps 4 to 6: the codes of an update. */
  readonly codes: () => Uint8Array;
}

type Size = { readonly width: number; readonly height: number };

function planesToKeep({ width, height }: Size): StepPlanes {
  const plane = () => new Uint8Array(width * height);
  return { claims: plane(), covers: plane(), codes: plane };
}

/** One plane for all steps, each of which writes over the last: enough for a single update, and a third of the memory. */
export function onePlane({ width, height }: Size): StepPlanes {
  const plane = new Uint8Array(width * height);
  return { claims: plane, covers: plane, codes: () => plane };
}

/**
 * The mask of a raster of probabilities, in the one order that preview and export share: 0 persistent places lowered and
 * 1 confidence thresholds ({@link classifyLowered}); 2 clean-up: shadows without a cloud, where that is asked for ({@link dropLoneShadows}),
 * then small objects and holes ({@link cleanRuns}); 3 a buffer for each class
 * around what the clean-up left ({@link coverClass}); 4 cloud before semi-transparent before shadow before clear;
 * 5 missing on top: it is never grown over and never grows ({@link resolvePrecedence}); 6 corrections by hand
 * ({@link applyCorrections}).
 *
 * Keeps the results of every step, so that an update repeats only the steps that a changed parameter reaches: a buffer
 * repaints one class, the smallest area repaints the classes that it altered, a threshold starts over. Keeps two bytes
 * per pixel, and the runs.
 *
 * `update` throws ParameterError or CancelledError; it can be called again after any of them.
 */
export function createMaskSession(
  probabilities: ProbabilityRaster,
  planes: StepPlanes = planesToKeep(probabilities),
): MaskSession {
  const { width, height, pixelMetres } = probabilities;
  let claimed: { readonly key: string; readonly runs: RunRaster } | null = null;
  let cleaned: { readonly key: string; readonly runs: RunRaster } | null = null;
  let covering = false;
  /** Squared radius, in pixels², of the buffer by which each class stands in `covers`; NaN where that is out of date. */
  const painted = new Map<FlaggedClassId, number>();

  const claim = (
    parameters: MaskParameters,
    signal?: CancelFlag,
  ): { readonly key: string; readonly runs: RunRaster } => {
    const { shadow, semi, cloud } = parameters.thresholds;
    const isLooked = parameters.shadowsNeedCloud === true && probabilities.sun !== undefined;
    const key = [...[shadow, semi, cloud].map(thresholdByte), parameters.persistence?.weight ?? 0, isLooked].join(' ');
    if (claimed?.key !== key) {
      classifyLowered(probabilities, parameters, planes.claims);
      if (isLooked)
        dropLoneShadows(planes.claims, probabilities, { ...probabilities, sun: probabilities.sun! }, signal);
      claimed = { key, runs: encodeRuns(planes.claims, width, height) };
    }
    return claimed;
  };
  const clean = (parameters: MaskParameters, signal: CancelFlag | undefined): RunRaster => {
    const { key: claimKey, runs } = claim(parameters, signal);
    throwIfCancelled(signal);
    const minPixels = areaPixels(parameters.minAreaSquareMetres, pixelMetres);
    const key = `${claimKey} ${minPixels}`;
    if (cleaned?.key !== key) {
      const next = cleanRuns(runs, minPixels);
      for (const id of [...painted.keys()]) {
        if (!cleaned || !sameSpans(cleaned.runs, next, FLAGGED_CODES[id])) painted.set(id, Number.NaN);
      }
      cleaned = { key, runs: next };
    }
    return cleaned.runs;
  };
  const cover = (runs: RunRaster, parameters: MaskParameters, signal: CancelFlag | undefined): Uint8Array => {
    const bits = planes.covers;
    if (!covering) {
      bits.fill(0);
      // The same for all parameters.
      coverMissing(runs, bits);
      covering = true;
    }
    for (const id of ['shadow', 'semi', 'cloud'] as const) {
      const squaredRadius = squaredRadiusPixels(parameters.bufferMetres[id], pixelMetres);
      if (painted.get(id) === squaredRadius) continue;
      throwIfCancelled(signal);
      if (painted.has(id)) uncoverClass(bits, id);
      painted.set(id, Number.NaN);
      coverClass(runs, id, squaredRadius, bits, signal);
      painted.set(id, squaredRadius);
    }
    return bits;
  };

  return {
    update(parameters, { corrections, signal } = {}) {
      validateParameters(parameters);
      throwIfCancelled(signal);
      const runs = clean(parameters, signal);
      throwIfCancelled(signal);
      const codes = planes.codes();
      resolvePrecedence(cover(runs, parameters, signal), codes);
      if (corrections?.list.length) applyCorrections(codes, probabilities, corrections);
      return { width, height, pixelMetres, codes };
    },
    reach(parameters, signal) {
      validateParameters(parameters);
      throwIfCancelled(signal);
      return reachOfClasses(clean(parameters, signal), pixelMetres);
    },
    areaChanges(parameters, signal) {
      validateParameters(parameters);
      throwIfCancelled(signal);
      return changesByArea(claim(parameters, signal).runs, pixelMetres, signal);
    },
  };
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
