import Brush from 'lucide-react/icons/brush';
import Pentagon from 'lucide-react/icons/pentagon';
import SquareMousePointer from 'lucide-react/icons/square-mouse-pointer';
import Trash from 'lucide-react/icons/trash-2';
import { memo, useEffect, useRef } from 'react';
import { runCommand } from '../../commands/registry.ts';
import { BRUSH_METRES } from '../../state/brush-width.ts';
import { setRadius, useCorrecting, useCorrectionCount } from '../../state/correcting.ts';
import { useAbout } from '../../state/queries.ts';
import { CLASS_ORDER } from '../../state/scene.ts';
import { useUi } from '../../state/ui.ts';
import { NumberField } from '../../widgets/NumberField.tsx';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { ChosenCorrection } from './ChosenCorrection.tsx';
import { type Classes, ClassRow } from './ClassRow.tsx';

/** What the next correction makes of its pixels. */
function MadeClass({ classes }: Classes) {
  const chosen = useCorrecting((state) => state.class);
  return (
    <ClassRow
      text="Make"
      label="Class that a correction gives"
      classes={classes}
      value={chosen}
      onChange={(value) => useCorrecting.setState({ class: value })}
    />
  );
}

function Radius() {
  const radiusMetres = useCorrecting((state) => state.radiusMetres);
  return (
    <div className="row" style={{ marginTop: 4 }}>
      <span className="label grow">Radius</span>
      <span style={{ flex: 'none', width: 64 }}>
        <NumberField
          label="Radius of the brush"
          value={radiusMetres}
          range={BRUSH_METRES}
          step={10}
          unit="m"
          onCommit={setRadius}
        />
      </span>
    </div>
  );
}

/** Tools for correcting the mask by hand, after the sliders have done what they can. */
export const Corrections = memo(function Corrections() {
  const { data: about } = useAbout();
  const tool = useUi((ui) => ui.tool);
  const count = useCorrectionCount();
  const section = useRef<HTMLFieldSetElement>(null);
  const isAmending = tool === 'amend';
  const isCorrecting = tool === 'brush' || tool === 'patch' || isAmending;
  // What the tool makes of pixels is chosen here, which a low window has scrolled away.
  useEffect(() => {
    if (isCorrecting) section.current?.scrollIntoView({ block: 'nearest' });
  }, [isCorrecting]);
  const classes = [
    ...CLASS_ORDER.filter((id) => id !== 'missing').map((id) => ({
      value: id,
      label: about?.classes.find((one) => one.id === id)?.name ?? id,
    })),
    { value: 'computed', label: 'As computed' },
  ];
  return (
    <fieldset className="class-section" ref={section}>
      <legend className="visually-hidden">Corrections by hand</legend>
      <div className="section-title">
        <span className="grow" aria-hidden>
          Corrections
        </span>
        <small role="status">{count === 0 ? 'none' : count}</small>
        <ToolButton
          small
          icon={Trash}
          label="Remove all corrections"
          disabled={count === 0}
          onClick={() => runCommand('remove-corrections')}
        />
      </div>
      {!isAmending && <MadeClass classes={classes} />}
      <div className="row" style={{ marginTop: 4 }}>
        <ToolButton
          icon={Brush}
          label="Correct with the brush"
          text="Brush"
          hint="E"
          pressed={tool === 'brush'}
          onClick={() => runCommand('brush')}
        />
        <ToolButton
          icon={Pentagon}
          label="Correct an area"
          text="Area"
          hint="Shift+E"
          pressed={tool === 'patch'}
          onClick={() => runCommand('patch')}
        />
        <ToolButton
          icon={SquareMousePointer}
          label="Edit corrections"
          text="Edit"
          hint="V"
          pressed={isAmending}
          disabled={count === 0 && !isAmending}
          onClick={() => runCommand('amend')}
        />
      </div>
      {isAmending && <ChosenCorrection classes={classes} />}
      {!isAmending && <Radius />}
    </fieldset>
  );
});
