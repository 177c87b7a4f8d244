import { CLEAR, CLOUD, SEMI, SHADOW } from '../core/classes.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import { applyCorrections, type PlacedCorrections } from '../mask/corrections.ts';
import type { ClassRaster } from '../mask/types.ts';
import { distanceToSet } from './distance.ts';

/** Beyond this distance from cloud and shadow nothing is gained. */
export const FREE_METRES = 1500;
/** Steepness of the score of distance, per metre. */
const STEEPNESS = 0.2 / 30;
/** Distance is measured in pixels of about this size. */
const COARSE_METRES = 60;
/** Days from the target at which an observation counts 0.61 (a Gaussian's standard deviation). */
export const TARGET_DAYS = 30;

/**
 * How far an observation is to be trusted by its distance from cloud and shadow, 0 to 1: a logistic curve that reaches one
 * half at half of {@link FREE_METRES} (Griffiths et al., A pixel-based Landsat compositing algorithm, 2013).
 */
export function distanceScore(metres: number): number {
  return 1 / (1 + Math.exp(-STEEPNESS * (Math.min(metres, FREE_METRES) - FREE_METRES / 2)));
}

/** How near a day is to the target, 0 to 1: a Gaussian of {@link TARGET_DAYS}; 1 without a target. */
export function dateScore(day: number, targetDay: number | null): number {
  return targetDay === null ? 1 : Math.exp(-0.5 * ((day - targetDay) / TARGET_DAYS) ** 2);
}

/**
 * What every pixel of an observation weighs, 0 to 255: nothing where the mask is not clear; elsewhere the probability of
 * clear (1 where a correction by hand says clear) times {@link distanceScore}, 1 at least.
 *
 * @param mask as it is shown and exported, sliders, buffers and corrections in it
 */
export function observationWeights(
  mask: ClassRaster,
  probabilities: ProbabilityRaster,
  corrections: PlacedCorrections,
): Uint8Array {
  const { width, height, codes } = mask;
  const scores = coarseScores(mask);
  const corrected = clearByHand(mask, corrections);
  const weights = new Uint8Array(codes.length);
  for (let row = 0; row < height; row++) {
    const coarseRow = Math.floor(row / scores.factor) * scores.width;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      if (codes[at] !== CLEAR) continue;
      const clear = corrected?.[at] === CLEAR ? 255 : probabilities.planes[at]!;
      const score = scores.values[coarseRow + Math.floor(column / scores.factor)]!;
      weights[at] = Math.max(1, Math.round(clear * score));
    }
  }
  return weights;
}

/** {@link distanceScore} on blocks of pixels; a block counts as cloud or shadow where any of its pixels is. */
function coarseScores({ width, height, pixelMetres, codes }: ClassRaster) {
  const factor = Math.max(1, Math.round(COARSE_METRES / pixelMetres));
  const size = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
  const flagged = new Uint8Array(size.width * size.height);
  for (let row = 0; row < height; row++) {
    const coarseRow = Math.floor(row / factor) * size.width;
    for (let column = 0; column < width; column++) {
      const code = codes[row * width + column];
      if (code === SHADOW || code === SEMI || code === CLOUD) flagged[coarseRow + Math.floor(column / factor)] = 1;
    }
  }
  const values = distanceToSet(flagged, size.width, size.height).map((distance) =>
    distanceScore(distance * factor * pixelMetres),
  );
  return { factor, width: size.width, values };
}

/** The classes that were given by hand, 0 elsewhere; null where there are no corrections. */
function clearByHand(mask: ClassRaster, corrections: PlacedCorrections): Uint8Array | null {
  if (corrections.list.length === 0) return null;
  const given = new Uint8Array(mask.codes.length);
  applyCorrections(given, mask, corrections);
  return given;
}
