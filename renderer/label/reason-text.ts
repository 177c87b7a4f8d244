import type { ChipReason } from '../api/types.ts';

/** Why a chip was chosen, in a few words. */
export function reasonText(reason: ChipReason): string {
  if (reason.kind === 'uncertain') return `uncertain ${reason.uncertainty.toFixed(2)}, rank ${reason.rank}`;
  if (reason.kind === 'disagrees') {
    const reference = reason.reference === 'scl' ? 'SCL' : reason.reference;
    return `differs from ${reference} in ${Math.round(100 * reason.share)} %, rank ${reason.rank}`;
  }
  return reason.kind === 'chance' ? 'by chance: tells the accuracy' : 'chosen by hand';
}
