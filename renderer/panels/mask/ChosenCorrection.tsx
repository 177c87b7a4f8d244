import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Trash from 'lucide-react/icons/trash-2';
import { useEffect, useRef } from 'react';
import { runCommand } from '../../commands/registry.ts';
import { reclassCorrection, useAmending, useCorrections, whyFixed } from '../../state/amending.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { type Classes, ClassRow } from './ClassRow.tsx';

const KINDS = { polygon: 'area', stroke: 'stroke' } as const;

/** The correction that is being edited: stepping through them, what it makes of its pixels, and removing it alone. */
export function ChosenCorrection({ classes }: Classes) {
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
        <ClassRow
          text="Makes"
          label="Class that this correction gives"
          classes={classes}
          value={chosen.class}
          onChange={(value) => reclassCorrection(index, value)}
        />
      )}
      {fixed && <p className="panel-note">{fixed}</p>}
    </div>
  );
}
