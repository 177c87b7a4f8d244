import { type ClassCode, MASK_CLASSES } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import type { ClassMerge } from './class-merge.ts';

/** Pixels (or their weights) by class: `counts[r][m]` has reference class `codes[r]` and mask class `codes[m]`. */
export interface ConfusionMatrix {
  readonly codes: readonly ClassCode[];
  readonly counts: readonly (readonly number[])[];
}

/** Scores of one class. A score is null where its denominator is 0. */
export interface ClassScores {
  readonly code: ClassCode;
  readonly id: string;
  readonly referenceCount: number;
  readonly maskCount: number;
  /** Share of the reference's pixels of the class that the mask has (1 - omission); recall. */
  readonly producersAccuracy: number | null;
  /** Share of the mask's pixels of the class that the reference has (1 - commission); precision. */
  readonly usersAccuracy: number | null;
  readonly f1: number | null;
  readonly iou: number | null;
}

export interface AccuracyReport {
  readonly matrix: ConfusionMatrix;
  readonly total: number;
  readonly overallAccuracy: number | null;
  /** Mean of the producer's accuracies of the classes that the reference has. */
  readonly balancedAccuracy: number | null;
  readonly classes: readonly ClassScores[];
}

export interface ConfusionOptions {
  /** Pixels closer than this to a boundary between classes of the reference (in rows and columns) are left out. */
  readonly tolerancePixels?: number | undefined;
}

/** The classes that remain without a merge. */
export const NO_MERGE: ClassMerge = { table: [0, 1, 2, 3, 4, 5], codes: [1, 2, 3, 4], notes: [] };

/**
 * Cross-tabulates two class rasters of the same grid (height * width). Pixels that are missing in either are left out.
 *
 * @throws CompareError when the rasters differ in size.
 */
export function confusionMatrix(
  mask: Uint8Array,
  reference: Uint8Array,
  width: number,
  merge: ClassMerge = NO_MERGE,
  options: ConfusionOptions = {},
): ConfusionMatrix {
  if (mask.length !== reference.length) {
    throw new CompareError(`The mask has ${mask.length} pixels, the reference ${reference.length}.`);
  }
  const merged = reference.map((code) => merge.table[code]!);
  const nearBoundary = boundaryZone(merged, width, options.tolerancePixels ?? 0);
  const pairs = new Float64Array(36);
  for (let i = 0; i < mask.length; i++) {
    if (nearBoundary?.[i]) continue;
    const pair = merged[i]! * 6 + merge.table[mask[i]!]!;
    pairs[pair] = pairs[pair]! + 1;
  }
  return { codes: merge.codes, counts: merge.codes.map((r) => merge.codes.map((m) => pairs[r * 6 + m]!)) };
}

/**
 * Accuracies of a matrix, by their usual definitions (Congalton 1991, "A review of assessing the accuracy of
 * classifications of remotely sensed data"). With weights as counts they are the area-weighted estimates of Olofsson
 * et al. 2014, "Good practices for estimating area and assessing accuracy of land change".
 */
export function accuracyReport(matrix: ConfusionMatrix): AccuracyReport {
  const { codes, counts } = matrix;
  const ofReference = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const ofMask = codes.map((_, m) => counts.reduce((sum, row) => sum + row[m]!, 0));
  const total = ofReference.reduce((sum, count) => sum + count, 0);
  const classes = codes.map((code, k): ClassScores => {
    const hits = counts[k]![k]!;
    const referenceCount = ofReference[k]!;
    const maskCount = ofMask[k]!;
    return {
      code,
      id: MASK_CLASSES.find((candidate) => candidate.code === code)?.id as string,
      referenceCount,
      maskCount,
      producersAccuracy: ratio(hits, referenceCount),
      usersAccuracy: ratio(hits, maskCount),
      f1: ratio(2 * hits, referenceCount + maskCount),
      iou: ratio(hits, referenceCount + maskCount - hits),
    };
  });
  const producers = classes.flatMap(({ producersAccuracy }) => (producersAccuracy === null ? [] : [producersAccuracy]));
  return {
    matrix,
    total,
    overallAccuracy: ratio(
      codes.reduce((sum, _, k) => sum + counts[k]![k]!, 0),
      total,
    ),
    balancedAccuracy: ratio(
      producers.reduce((sum, accuracy) => sum + accuracy, 0),
      producers.length,
    ),
    classes,
  };
}

/** Pixels with another class (missing aside) within `radius` rows and columns; null for a radius of 0. */
function boundaryZone(codes: Uint8Array, width: number, radius: number): Uint8Array | null {
  if (!Number.isInteger(radius) || radius < 0) {
    throw new CompareError(`The tolerance is ${radius} pixels; it must be a whole number of 0 or more.`);
  }
  if (radius === 0) return null;
  const seen = codes.map((code) => (code >= 1 && code <= 4 ? 1 << code : 0));
  const height = codes.length / width;
  const across = new Uint8Array(codes.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let set = 0;
      const end = Math.min(width - 1, column + radius);
      for (let c = Math.max(0, column - radius); c <= end; c++) set |= seen[row * width + c]!;
      across[row * width + column] = set;
    }
  }
  const zone = new Uint8Array(codes.length);
  for (let row = 0; row < height; row++) {
    const end = Math.min(height - 1, row + radius);
    for (let column = 0; column < width; column++) {
      let set = 0;
      for (let r = Math.max(0, row - radius); r <= end; r++) set |= across[r * width + column]!;
      if ((set & (set - 1)) !== 0) zone[row * width + column] = 1;
    }
  }
  return zone;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/**
 * Agreement of two class rasters, pixel by pixel: 10 * mask code + reference code, for example 41 where the mask has
 * cloud and the reference clear; 55 where either is missing.
 */
export function agreementCodes(mask: Uint8Array, reference: Uint8Array, merge: ClassMerge = NO_MERGE): Uint8Array {
  if (mask.length !== reference.length) {
    throw new CompareError(`The mask has ${mask.length} pixels, the reference ${reference.length}.`);
  }
  return mask.map((code, i) => {
    const ours = merge.table[code]!;
    const theirs = merge.table[reference[i]!]!;
    return ours === 5 || theirs === 5 ? 55 : 10 * ours + theirs;
  });
}
