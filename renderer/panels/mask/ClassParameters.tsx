import { memo, useMemo } from 'react';
import { MAX_BUFFER_METRES } from '../../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters, FlaggedClassId } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { commitParameters, draftParameters, useOfScene } from '../../state/scenes.ts';
import { Swatch } from '../../widgets/Swatch.tsx';
import { Histogram } from './Histogram.tsx';
import { ParameterRow } from './ParameterRow.tsx';

interface Props {
  readonly id: FlaggedClassId;
  readonly name: string;
  readonly colour: string | null;
  readonly defaults: ApiMaskParameters;
  readonly histogram: readonly number[] | null;
}

const CONFIDENCE = { min: 0, max: 1, digits: 2 };
const BUFFER = { min: 0, max: MAX_BUFFER_METRES, digits: 0 };
/** Small buffers are the usual ones, so they get the longer part of the slider. */
const BUFFER_CURVE = {
  place: (metres: number) => Math.sqrt(metres / MAX_BUFFER_METRES),
  value: (place: number) => place ** 2 * MAX_BUFFER_METRES,
};

/** What the sliders of a class do. */
function changes(id: FlaggedClassId) {
  const withThreshold = (value: number) => (parameters: ApiMaskParameters) => ({
    ...parameters,
    thresholds: { ...parameters.thresholds, [id]: value },
  });
  const withBuffer = (value: number) => (parameters: ApiMaskParameters) => ({
    ...parameters,
    bufferMetres: { ...parameters.bufferMetres, [id]: value },
  });
  return {
    draftThreshold: (value: number) => draftParameters(withThreshold(value)),
    commitThreshold: (value: number) => commitParameters(withThreshold(value)),
    draftBuffer: (value: number) => draftParameters(withBuffer(value)),
    commitBuffer: (value: number) => commitParameters(withBuffer(value)),
  };
}

/** Confidence and buffer of one class, with the distribution of its probability over the slider. */
export const ClassParameters = memo(function ClassParameters({ id, name, colour, defaults, histogram }: Props) {
  const threshold = useOfScene(({ tuning }) => shown(tuning).parameters.thresholds[id]);
  const buffer = useOfScene(({ tuning }) => shown(tuning).parameters.bufferMetres[id]);
  const change = useMemo(() => changes(id), [id]);
  if (threshold === null || buffer === null) return null;
  return (
    <fieldset className="class-section">
      <legend className="visually-hidden">{name}</legend>
      <div className="section-title" aria-hidden>
        <Swatch colour={colour} />
        {name}
      </div>
      <div className="param histo">
        <span />
        <span />
        <Histogram counts={histogram} threshold={threshold} colour={colour} name={name} />
        <span />
      </div>
      <ParameterRow
        name="Confidence"
        label={`${name} confidence`}
        value={threshold}
        standard={defaults.thresholds[id]}
        range={CONFIDENCE}
        step={0.01}
        onDraft={change.draftThreshold}
        onCommit={change.commitThreshold}
      />
      <ParameterRow
        name="Buffer"
        label={`${name} buffer`}
        value={buffer}
        standard={defaults.bufferMetres[id]}
        range={BUFFER}
        step={10}
        unit="m"
        curve={BUFFER_CURVE}
        onDraft={change.draftBuffer}
        onCommit={change.commitBuffer}
      />
    </fieldset>
  );
});
