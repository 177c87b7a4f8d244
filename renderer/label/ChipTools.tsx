import type { LabelChip } from '../api/types.ts';
import { ChipHead } from './ChipHead.tsx';
import { KeyLegend } from './KeyLegend.tsx';
import { LookRows } from './LookRows.tsx';
import { TakeRow } from './TakeRow.tsx';
import { ToolRow } from './ToolRow.tsx';

/** All that is done with the chip in hand. */
export function ChipTools({ chip, chips }: { readonly chip: LabelChip; readonly chips: readonly LabelChip[] }) {
  return (
    <>
      <section className="section stack" aria-label="Labels">
        <KeyLegend counts={chip.counts} />
        <ToolRow />
      </section>
      <ChipHead chip={chip} chips={chips} />
      <section className="section" aria-label="Labels from the network">
        <TakeRow />
      </section>
      <section className="section" aria-label="How it is seen">
        <LookRows chip={chip} />
      </section>
    </>
  );
}
