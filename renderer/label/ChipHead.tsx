import { Button } from '@mantine/core';
import Check from 'lucide-react/icons/check';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import MapIcon from 'lucide-react/icons/map';
import SkipForward from 'lucide-react/icons/skip-forward';
import type { LabelChip } from '../api/types.ts';
import { runCommand } from '../commands/registry.ts';
import { batchProgress } from '../state/label/order.ts';
import { useEditor } from '../state/label/sessions.ts';
import { tileName } from '../state/product-name.ts';
import { percentText, sensingText } from '../widgets/format.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { MissingProduct } from './MissingProduct.tsx';
import { reasonText } from './reason-text.ts';

const SAVING = { saved: 'saved', saving: 'saving', stuck: 'not saved yet, tried again' };

/** How much of the batch is accepted. */
export function Progress({ chips, chip }: { readonly chips: readonly LabelChip[]; readonly chip: LabelChip | null }) {
  const { batch, total, accepted } = batchProgress(chips, chip);
  if (total === 0) return null;
  return (
    <div className="label-progress">
      <span
        className="bar"
        role="progressbar"
        aria-label="Accepted chips"
        aria-valuenow={Math.round((100 * accepted) / total)}
      >
        <i style={{ width: `${(100 * accepted) / total}%` }} />
      </span>
      <span>{`${accepted} of ${total} accepted${batch === null ? '' : `, batch ${batch}`}`}</span>
    </div>
  );
}

/** Which chip it is, why it was chosen, and what is next. */
export function ChipHead({ chip, chips }: { readonly chip: LabelChip; readonly chips: readonly LabelChip[] }) {
  const saving = useEditor((editor) => editor.saving);
  const error = useEditor((editor) => editor.error);
  const { product, window, state, reason, split, correctedShare } = chip;
  const place = chips.findIndex(({ id }) => id === chip.id) + 1;
  return (
    <section className="section stack" aria-label="Chip in hand">
      <div className="label-chip-head">
        <ToolButton small icon={ChevronLeft} label="Chip before" hint="," onClick={() => runCommand('label-before')} />
        <span className="grow">
          <strong>{sensingText(product.sensingTime)}</strong>
          <span className="dim">{`${place} of ${chips.length}`}</span>
        </span>
        <ToolButton small icon={ChevronRight} label="Chip after" hint="." onClick={() => runCommand('label-after')} />
        <ToolButton small icon={MapIcon} label="Back to the map" hint="M" onClick={() => runCommand('label-leave')} />
      </div>
      <dl className="label-facts">
        <dt>Why</dt>
        <dd>{reasonText(reason)}</dd>
        <dt>Where</dt>
        <dd>{`${tileName(product)}, row ${window.row}, column ${window.column}; ${split}`}</dd>
        <dt>State</dt>
        <dd title={correctedShare === null ? undefined : 'Corrected: of the pixels that the network labelled'}>
          {state === 'accepted' ? 'accepted' : state === 'started' ? 'begun' : 'new'}, {SAVING[saving]}
          {correctedShare !== null && `; ${percentText(100 * correctedShare)} corrected`}
        </dd>
      </dl>
      {error !== null && <ErrorNotice error={error} />}
      <MissingProduct chip={chip} />
      <div className="label-go">
        <Button
          variant="filled"
          leftSection={<Check size={14} aria-hidden />}
          onClick={() => runCommand('label-accept')}
        >
          Accept, next <span className="kbd">Space</span>
        </Button>
        <Button leftSection={<SkipForward size={14} aria-hidden />} onClick={() => runCommand('label-skip')}>
          Skip <span className="kbd">S</span>
        </Button>
        {state === 'accepted' && <Button onClick={() => runCommand('label-reopen')}>Take back</Button>}
      </div>
      <Progress chips={chips} chip={chip} />
    </section>
  );
}
