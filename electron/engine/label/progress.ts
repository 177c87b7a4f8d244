import type { LabelProgress } from '../contract/label-rank.ts';
import type { Chip } from './chips.ts';
import type { ProjectDocument } from './project.ts';

/** How much the network was corrected from batch to batch, and how often it is right where chance chose. */
export function labelProgress(document: ProjectDocument, chips: readonly Chip[]): LabelProgress {
  const byId = new Map(chips.map((chip) => [chip.id, chip]));
  const corrected = (chip: Chip): number[] =>
    chip.state === 'accepted' && chip.correctedShare !== null ? [chip.correctedShare] : [];
  const batches = document.batches.map(({ number, chips: ids }) => {
    const own = ids.flatMap((id) => byId.get(id) ?? []);
    return {
      number,
      chips: own.length,
      accepted: own.filter(({ state }) => state === 'accepted').length,
      correctedShare: mean(own.flatMap(corrected)),
    };
  });
  const right = chips
    .filter(({ reason }) => reason.kind === 'chance')
    .flatMap(corrected)
    .map((share) => 1 - share);
  const share = mean(right);
  return {
    batches,
    accuracy: share === null ? null : { share, standardError: standardError(right), chips: right.length },
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of a mean of independent values; null for fewer than two. */
function standardError(values: readonly number[]): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}
