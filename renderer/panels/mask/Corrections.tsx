import { Select } from '@mantine/core';
import Brush from 'lucide-react/icons/brush';
import Pentagon from 'lucide-react/icons/pentagon';
import Trash from 'lucide-react/icons/trash-2';
import { memo, useEffect, useRef } from 'react';
import type { ApiCorrection } from '../../api/types.ts';
import { runCommand } from '../../commands/registry.ts';
import { BRUSH_METRES } from '../../state/brush-width.ts';
import { setRadius, useCorrecting, useCorrectionCount } from '../../state/correcting.ts';
import { useAbout } from '../../state/queries.ts';
import { CLASS_ORDER } from '../../state/scene.ts';
import { useUi } from '../../state/ui.ts';
import { NumberField } from '../../widgets/NumberField.tsx';
import { ToolButton } from '../../widgets/ToolButton.tsx';

/** Tools for correcting the mask by hand, after the sliders have done what they can. */
export const Corrections = memo(function Corrections() {
  const { data: about } = useAbout();
  const tool = useUi((ui) => ui.tool);
  const count = useCorrectionCount();
  const section = useRef<HTMLFieldSetElement>(null);
  const isCorrecting = tool === 'brush' || tool === 'patch';
  // What the tool makes of pixels is chosen here, which a low window has scrolled away.
  useEffect(() => {
    if (isCorrecting) section.current?.scrollIntoView({ block: 'nearest' });
  }, [isCorrecting]);
  const { class: chosen, radiusMetres } = useCorrecting();
  const classes = CLASS_ORDER.filter((id) => id !== 'missing').map((id) => ({
    value: id,
    label: about?.classes.find((one) => one.id === id)?.name ?? id,
  }));
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
      <div className="row">
        <span className="label">Make</span>
        <Select
          className="grow"
          aria-label="Class that a correction gives"
          data={[...classes, { value: 'computed', label: 'As computed' }]}
          value={chosen}
          allowDeselect={false}
          onChange={(value) => value && useCorrecting.setState({ class: value as ApiCorrection['class'] })}
        />
      </div>
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
      </div>
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
    </fieldset>
  );
});
