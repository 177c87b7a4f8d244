import { Select } from '@mantine/core';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Trash from 'lucide-react/icons/trash-2';
import { useEffect, useRef } from 'react';
import type { ApiCorrection } from '../../api/types.ts';
import { runCommand } from '../../commands/registry.ts';
import { reclassCorrection, useAmending, useCorrections, whyFixed } from '../../state/amending.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';

interface Props {
  readonly classes: readonly { readonly value: string; readonly label: string }[];
}

const KINDS = { polygon: 'area', stroke: 'stroke' } as const;

/** The correction that is being edited: stepping through them, what it makes of its pixels, and removing it alone. */
export function ChosenCorrection({ classes }: Props) {
  const list = useCorrections();
  const index = useAmending(({ chosen }) => chosen);
  const chosen = index === null ? undefined : list[index];
  const fixed = chosen ? whyFixed(chosen) : null;
  const box = useRef<HTMLDivElement>(null);
  // It grows with the choice, and a low window has scrolled its end away.
  useEffect(() => {
    if (index !== null) box.current?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  return (
    <div ref={box} className="chosen-correction">
      <div className="row">
        <ToolButton
          small
          icon={ChevronLeft}
          label="Previous correction"
          hint="Shift+N"
          disabled={list.length === 0}
          onClick={() => runCommand('previous-correction')}
        />
        <span className="grow" role="status">
          {chosen && index !== null ? `${index + 1} of ${list.length}: ${KINDS[chosen.shape.kind]}` : 'None chosen'}
        </span>
        <ToolButton
          small
          icon={ChevronRight}
          label="Next correction"
          hint="N"
          disabled={list.length === 0}
          onClick={() => runCommand('next-correction')}
        />
        <ToolButton
          small
          icon={Trash}
          label="Remove this correction"
          hint="Delete"
          disabled={!chosen}
          onClick={() => runCommand('remove-correction')}
        />
      </div>
      {chosen && index !== null && (
        <div className="row">
          <span className="label">Makes</span>
          <Select
            className="grow"
            aria-label="Class that this correction gives"
            data={classes}
            value={chosen.class}
            allowDeselect={false}
            onChange={(value) => value && reclassCorrection(index, value as ApiCorrection['class'])}
          />
        </div>
      )}
      {fixed && <p className="panel-note">{fixed}</p>}
    </div>
  );
}
