import { memo, useLayoutEffect, useRef } from 'react';
import { showChip } from '../actions/label/chips.ts';
import type { ChipState, LabelChip } from '../api/types.ts';
import { useLabel } from '../state/label/project.ts';
import { sensingText } from '../widgets/format.ts';
import { reasonText } from './reason-text.ts';

const STATES: Readonly<Record<ChipState, string>> = { new: 'new', started: 'begun', accepted: 'accepted' };

/** Scrolls the list alone, so that the tools above it stay. */
function reveal(row: HTMLElement): void {
  const list = row.parentElement;
  if (!list) return;
  const [top, end] = [row.offsetTop, row.offsetTop + row.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  else if (end > list.scrollTop + list.clientHeight) list.scrollTop = end - list.clientHeight;
}

const ChipRow = memo(function ChipRow({ chip, isCurrent }: { readonly chip: LabelChip; readonly isCurrent: boolean }) {
  const { id, product, window, state, reason } = chip;
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (isCurrent && row.current) reveal(row.current);
  }, [isCurrent]);
  return (
    <li ref={row}>
      <button type="button" className="label-chip" aria-current={isCurrent} onClick={() => showChip(id)}>
        <i className={`dot label-${state}`} aria-hidden />
        <strong className="ellipsis">{sensingText(product.sensingTime)}</strong>
        <span className="dim">{STATES[state]}</span>
        <span className="dim ellipsis reason">{`row ${window.row}, column ${window.column}; ${reasonText(reason)}`}</span>
      </button>
    </li>
  );
});

/** The chips in the order in which they are to be labelled. */
export function ChipList({ chips }: { readonly chips: readonly LabelChip[] }) {
  const current = useLabel((state) => state.chip);
  return (
    <ul className="bare label-chips" aria-label="Chips">
      {chips.map((chip) => (
        <ChipRow key={chip.id} chip={chip} isCurrent={chip.id === current} />
      ))}
    </ul>
  );
}
