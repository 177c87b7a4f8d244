import type { ConfusionMatrix } from './confusion.ts';

/** From, to: both 0 to 1. */
export type Interval = readonly [from: number, to: number];

export interface ClassIntervals {
  readonly id: string;
  readonly producersAccuracy: Interval | null;
  readonly usersAccuracy: Interval | null;
}

/** Confidence intervals of 95 %; null where there is nothing to tell them from. */
export interface ScoreIntervals {
  readonly method: typeof INTERVAL_METHOD;
  readonly overallAccuracy: Interval | null;
  readonly balancedAccuracy: Interval | null;
  readonly classes: readonly ClassIntervals[];
}

export const INTERVAL_METHOD =
  '95 %: Wilson score interval for shares; for balanced accuracy the percentiles of 2000 bootstrap samples within the classes of the reference';

/** Of the standard normal distribution: 95 % lie within. */
const Z = 1.959964;
const SAMPLES = 2000;
const SEED = 20_221_005;

/**
 * Confidence interval of a share of `right` in `count` points (Wilson 1927; Brown, Cai and DasGupta 2001, Interval
 * Estimation for a Binomial Proportion). Null without points.
 */
export function wilsonInterval(right: number, count: number): Interval | null {
  if (count === 0) return null;
  const share = right / count;
  const square = Z * Z;
  const middle = (share + square / (2 * count)) / (1 + square / count);
  const half = (Z / (1 + square / count)) * Math.sqrt((share * (1 - share)) / count + square / (4 * count * count));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Intervals of the scores of a matrix of points, each of which counts 1. The same matrix gives the same numbers. */
export function scoreIntervals(matrix: ConfusionMatrix, ids: readonly string[]): ScoreIntervals {
  const { counts } = matrix;
  const ofReference = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const ofMask = counts.map((_, m) => counts.reduce((sum, row) => sum + row[m]!, 0));
  const right = counts.map((row, k) => row[k]!);
  const total = ofReference.reduce((sum, count) => sum + count, 0);
  return {
    method: INTERVAL_METHOD,
    overallAccuracy: wilsonInterval(
      right.reduce((sum, count) => sum + count, 0),
      total,
    ),
    balancedAccuracy: bootstrapBalanced(right, ofReference),
    classes: ids.map((id, k) => ({
      id,
      producersAccuracy: wilsonInterval(right[k]!, ofReference[k]!),
      usersAccuracy: wilsonInterval(right[k]!, ofMask[k]!),
    })),
  };
}

/** Draws the points of every class of the reference anew, with replacement, and takes the mean of their shares. */
function bootstrapBalanced(right: readonly number[], ofReference: readonly number[]): Interval | null {
  const classes = ofReference.flatMap((count, k) => (count === 0 ? [] : [{ count, share: right[k]! / count }]));
  if (classes.length === 0) return null;
  const random = createRandom(SEED);
  const means = Float64Array.from({ length: SAMPLES }, () => {
    let sum = 0;
    for (const { count, share } of classes) {
      let hits = 0;
      for (let point = 0; point < count; point++) if (random() < share) hits++;
      sum += hits / count;
    }
    return sum / classes.length;
  }).sort();
  return [means[Math.floor(0.025 * SAMPLES)]!, means[Math.ceil(0.975 * SAMPLES) - 1]!];
}

/** Numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
