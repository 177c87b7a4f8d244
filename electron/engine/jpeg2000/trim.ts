import type { MainHeader } from './codestream.ts';
import { PREDICTABLE_TERMINATION } from './damage.ts';

/** Bit-planes of the finest resolution beyond these are left out there alone. */
const MOST_FOR_COARSER = 4;

/**
 * Bit-planes that are left undecoded in a sub-band. Details are the noisier the finer they are, and an error in coarse
 * ones counts more: it spreads over more pixels. The coarsest resolution stays whole.
 *
 * @param planes of the finest resolution that is decoded
 * @param coarser resolutions between it and the sub-band's, 0 for its own
 */
export function planesLeftOut(planes: number, coarser: number, isDiagonal: boolean): number {
  const left = coarser === 0 ? planes : Math.min(planes, MOST_FOR_COARSER) - coarser;
  return left > 0 ? left + (isDiagonal ? 1 : 0) : 0;
}

/**
 * The most by which a sample may be off where bit-planes are left out, DN: a coefficient is off by less than 2^planes, and
 * no synthesis filter of the 5/3 wavelet adds up to more than 1 (ISO/IEC 15444-1, F.3.8.2).
 */
export function largestError(planes: number, levels: number): number {
  let error = 0;
  for (let coarser = 0; coarser < levels; coarser++)
    error += 2 * below(planesLeftOut(planes, coarser, false)) + below(planesLeftOut(planes, coarser, true)) + ROUNDING;
  return error;
}

const below = (planes: number): number => (planes === 0 ? 0 : 2 ** planes);
/** Of lifting, at each resolution. */
const ROUNDING = 2;

/** Whether bit-planes can be left out: coded in one way, lossless, one layer, one codeword segment for each code-block. */
export function canTrim({ coding, components, bitDepth, signed, uniform }: MainHeader): boolean {
  return (
    uniform &&
    components === 1 &&
    bitDepth > 8 &&
    !signed &&
    coding.reversible &&
    coding.layers === 1 &&
    (coding.blockStyle & ~PREDICTABLE_TERMINATION) === 0 &&
    !coding.usesSopOrEph
  );
}
