import type { Manifest } from '../model/manifest.ts';
import { CLASSES, type SampleSet } from './samples.ts';

/** Confusion of decisions: `counts[true class][decided class]`, classes 0 to 3. */
export type Confusion = readonly (readonly number[])[];

/**
 * The class that a mask would show by a pack's thresholds: of the flagged classes that reach theirs the most probable,
 * clear where none does. See `mask/threshold.ts`.
 */
export function decide(probabilities: ArrayLike<number>, sample: number, thresholds: Manifest['thresholds']): number {
  const limits = [thresholds.shadow, thresholds.semi, thresholds.cloud];
  let best = 0;
  let most = -1;
  for (let k = CLASSES - 1; k >= 1; k--) {
    const p = probabilities[sample * CLASSES + k]!;
    if (p >= limits[k - 1]! && p > most) [best, most] = [k, p];
  }
  return best;
}

/** Confusions of samples, one for each group. */
export function confusionByGroup(
  set: SampleSet,
  probabilities: ArrayLike<number>,
  thresholds: Manifest['thresholds'],
  groups: number,
): number[][][] {
  const found = Array.from({ length: groups }, emptyConfusion);
  for (let i = 0; i < set.count; i++) found[set.groups[i]!]![set.labels[i]!]![decide(probabilities, i, thresholds)]!++;
  return found;
}

/** Counts of no pixel: rows are the reference, columns the network. */
export function emptyConfusion(): number[][] {
  return Array.from({ length: CLASSES }, () => new Array<number>(CLASSES).fill(0));
}

/** Counts of all, class by class. */
export function sumOf(confusions: readonly Confusion[]): number[][] {
  const total = emptyConfusion();
  for (const confusion of confusions)
    confusion.forEach((row, r) => {
      row.forEach((count, c) => {
        total[r]![c]! += count;
      });
    });
  return total;
}

/** Mean Dice coefficient (F1) of the classes that occur among the labels; 0 without any. */
export function meanDice(confusion: Confusion): number {
  const dices = confusion.flatMap((row, k) => {
    const labelled = sum(row);
    if (labelled === 0) return [];
    const decided = sum(confusion.map((other) => other[k]!));
    return [(2 * row[k]!) / (labelled + decided)];
  });
  return dices.length === 0 ? 0 : sum(dices) / dices.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
