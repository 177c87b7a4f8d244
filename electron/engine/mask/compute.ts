import { CLEAR, CLOUD, type ClassCode, type FlaggedClassId, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { type CancelFlag, throwIfCancelled } from '../core/errors.ts';
import { type Window, wholeWindow } from '../core/grid.ts';
import { paintBuffer, paintRuns } from './buffer.ts';
import { cleanRuns } from './cleanup.ts';
import { applyCorrections, type PlacedCorrections } from './corrections.ts';
import { areaPixels, squaredRadiusPixels, validateParameters } from './parameters.ts';
import { encodeRuns, type RunRaster } from './runs.ts';
import { classifyByThreshold } from './threshold.ts';
import type { ClassRaster, MaskParameters, ProbabilityRaster } from './types.ts';

export interface ComputeMaskOptions {
  readonly corrections?: PlacedCorrections | undefined;
  readonly signal?: CancelFlag | undefined;
}

/** What a pixel is covered by while the mask is put together, one bit per class; precedence decides at the end. */
export const COVER_BITS: Readonly<Record<FlaggedClassId | 'missing', number>> = {
  shadow: 1,
  semi: 2,
  cloud: 4,
  missing: 8,
};

export const FLAGGED_CODES: Readonly<Record<FlaggedClassId, ClassCode>> = { shadow: SHADOW, semi: SEMI, cloud: CLOUD };

/**
 * The mask of a raster of probabilities, in the one order that preview and export share: 1 confidence thresholds
 * ({@link classifyByThreshold}); 2 clean-up of small objects and holes ({@link cleanRuns}); 3 a buffer for each class
 * around what the clean-up left ({@link paintBuffer}); 4 cloud before semi-transparent before shadow before clear;
 * 5 missing on top: it is never grown over and never grows; 6 corrections by hand ({@link applyCorrections}). Pure: the
 * same input gives the same codes.
 *
 * Takes one byte per pixel for the result and about 5 to 13 bytes per run of equal classes in a row.
 *
 * @throws ParameterError for parameters out of range; RasterError for planes of a wrong size; CancelledError.
 */
export function computeMask(
  probabilities: ProbabilityRaster,
  parameters: MaskParameters,
  options: ComputeMaskOptions = {},
): ClassRaster {
  validateParameters(parameters);
  const { width, height, pixelMetres } = probabilities;
  const codes = new Uint8Array(width * height);
  throwIfCancelled(options.signal);
  classifyByThreshold(probabilities, parameters.thresholds, codes);
  throwIfCancelled(options.signal);
  const runs = encodeRuns(codes, width, height);
  throwIfCancelled(options.signal);
  const cleaned = cleanRuns(runs, areaPixels(parameters.minAreaSquareMetres, pixelMetres));
  codes.fill(0);
  const window = wholeWindow(probabilities);
  for (const id of ['shadow', 'semi', 'cloud'] as const) {
    throwIfCancelled(options.signal);
    const bufferMetres = parameters.bufferMetres[id];
    coverClass(cleaned, id, codes, { bufferMetres, pixelMetres, window, signal: options.signal });
  }
  coverMissing(cleaned, codes, window);
  resolvePrecedence(codes, codes);
  if (options.corrections?.list.length) applyCorrections(codes, probabilities, options.corrections);
  return { width, height, pixelMetres, codes };
}

interface CoverOptions {
  readonly bufferMetres: number;
  readonly pixelMetres: number;
  readonly window: Window;
  readonly signal?: CancelFlag | undefined;
}

/** Sets the bit of a class in `bits` (of the window) where the class, grown by its buffer, covers the pixel. */
export function coverClass(
  runs: RunRaster,
  id: FlaggedClassId,
  bits: Uint8Array,
  { bufferMetres, pixelMetres, window, signal }: CoverOptions,
): void {
  const squaredRadius = squaredRadiusPixels(bufferMetres, pixelMetres);
  paintBuffer(runs, FLAGGED_CODES[id], squaredRadius, { bits, bit: COVER_BITS[id], window }, signal);
}

/** Sets the bit of missing pixels in `bits` (of the window). */
export function coverMissing(runs: RunRaster, bits: Uint8Array, window: Window): void {
  paintRuns(runs, MISSING, { bits, bit: COVER_BITS.missing, window });
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
