import type { LabelChip } from '../../api/types.ts';

/** Chips from the one after a chip on, round to itself. */
function after(chips: readonly LabelChip[], id: string): LabelChip[] {
  const at = chips.findIndex((chip) => chip.id === id);
  return [...chips.slice(at + 1), ...chips.slice(0, Math.max(0, at))];
}

/** The chip that is to be labelled after one: the next that is not accepted; null where all are. */
export function nextChip(chips: readonly LabelChip[], id: string): LabelChip | null {
  return after(chips, id).find(({ state }) => state !== 'accepted') ?? null;
}

/** The chip a number of places further in the list, whatever its state. */
export function neighbourChip(chips: readonly LabelChip[], id: string, by: 1 | -1): LabelChip | null {
  const at = chips.findIndex((chip) => chip.id === id);
  return (at < 0 ? chips[0] : chips[at + by]) ?? null;
}

/** How far the labelling is: of the chip's batch, or of all chips where it is in none. */
export function batchProgress(chips: readonly LabelChip[], chip: LabelChip | null) {
  const batch = chip?.batch ?? null;
  const own = batch === null ? chips : chips.filter((one) => one.batch === batch);
  return { batch, total: own.length, accepted: own.filter(({ state }) => state === 'accepted').length };
}
