import type { LabelProgress } from '../../api/types.ts';

type Batch = LabelProgress['batches'][number];

/** A batch counts once half of it is accepted: before, the easy chips speak for the others. */
const isDone = ({ chips, accepted, correctedShare }: Batch): boolean =>
  correctedShare !== null && accepted > 0 && 2 * accepted >= chips;

/** Below this share hardly anything is corrected. */
const HARDLY = 0.02;
/** A batch that is corrected by less than this part of the first brings little. */
const FALLEN = 0.33;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Whether to go on labelling, by how the share of corrected pixels falls from batch to batch. */
export function stopAdvice(batches: readonly Batch[]): { readonly stop: boolean; readonly text: string } {
  const shares = batches.filter(isDone).map(({ correctedShare }) => correctedShare!);
  const [first, last] = [shares[0], shares.at(-1)];
  if (first === undefined || last === undefined)
    return {
      stop: false,
      text: 'Take labels from the network, correct them and accept the chips: then the curve begins.',
    };
  if (last < HARDLY) return { stop: true, text: `Stop here: of the last batch ${percent(last)} had to be corrected.` };
  if (shares.length < 2)
    return {
      stop: false,
      text: `Of the first batch ${percent(last)} had to be corrected. Label another one to see whether that falls.`,
    };
  if (last < FALLEN * first)
    return {
      stop: true,
      text: `From ${percent(first)} to ${percent(last)} corrected: another batch will bring little. Adapt now, or look elsewhere.`,
    };
  return { stop: false, text: `${percent(last)} of the last batch were corrected: labelling still pays.` };
}

/** 97.5th percentile of Student's t by degrees of freedom (Abramowitz and Stegun 1964, table 26.10). */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
const quantile = (freedom: number): number => STUDENT[freedom - 1] ?? 1.96 + 2.37 / freedom + 2.8 / freedom ** 2;

/**
 * The accuracy on chips that chance chose, with its 95 % interval over chips; null bounds for a single one, and where all
 * are alike: that says nothing of how far others are from them.
 */
export function accuracyInterval({ share, standardError, chips }: NonNullable<LabelProgress['accuracy']>): {
  readonly share: number;
  readonly bounds: readonly [number, number] | null;
} {
  if (!standardError) return { share, bounds: null };
  const reach = quantile(chips - 1) * standardError;
  return { share, bounds: [Math.max(0, share - reach), Math.min(1, share + reach)] };
}
