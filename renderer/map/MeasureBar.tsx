import { SegmentedControl, Select } from '@mantine/core';
import Copy from 'lucide-react/icons/copy';
import Trash2 from 'lucide-react/icons/trash-2';
import X from 'lucide-react/icons/x';
import { clearMeasures, type MeasureKind, measureKind, useMeasures } from '../state/measures.ts';
import { sayInfo } from '../state/messages.ts';
import { setUi, useUi } from '../state/ui.ts';
import { copyText } from '../widgets/clipboard.ts';
import { AREA_UNITS, type AreaUnit, LENGTH_UNITS, type LengthUnit } from '../widgets/measure-text.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { useMeasureUnits } from './measure-units.ts';
import { measureWords } from './measure-words.ts';

const options = (units: readonly string[]) =>
  units.map((unit) => ({ value: unit, label: unit === 'auto' ? 'Auto' : unit }));

/** What the measuring tool is set to, and what it says; nothing while another tool is taken. */
export function MeasureBar() {
  const isOn = useUi((ui) => ui.tool === 'measure');
  const { list, kind, draft, pointer } = useMeasures();
  const units = useMeasureUnits();
  if (!isOn) return null;
  const corners = pointer ? [...draft, pointer] : draft;
  const now = measureWords({ kind, corners }, units);
  const last = list.at(-1);
  const told = now || (last ? measureWords(last, units) : '');
  const copy = () => void copyText(told).then(() => sayInfo(`${told} is on the clipboard.`));
  return (
    <section className="measure-bar" aria-label="Measure">
      <SegmentedControl
        aria-label="What is measured"
        data={[
          { value: 'distance', label: 'Distance' },
          { value: 'area', label: 'Area' },
        ]}
        value={kind}
        onChange={(value) => measureKind(value as MeasureKind)}
      />
      {kind === 'distance' ? (
        <Select
          aria-label="Unit of lengths"
          w={108}
          data={options(LENGTH_UNITS)}
          value={units.length}
          onChange={(unit) => useMeasureUnits.setState({ length: unit as LengthUnit })}
        />
      ) : (
        <Select
          aria-label="Unit of areas"
          w={108}
          data={options(AREA_UNITS)}
          value={units.area}
          onChange={(unit) => useMeasureUnits.setState({ area: unit as AreaUnit })}
        />
      )}
      <output className="measure-told">{told || 'Click on the map'}</output>
      <ToolButton small icon={Copy} label="Copy the result" disabled={told === ''} onClick={copy} />
      <ToolButton
        small
        icon={Trash2}
        label="Remove all measures"
        disabled={list.length === 0 && draft.length === 0}
        onClick={clearMeasures}
      />
      <ToolButton small icon={X} label="End measuring" hint="Escape" onClick={() => setUi({ tool: 'pan' })} />
    </section>
  );
}
