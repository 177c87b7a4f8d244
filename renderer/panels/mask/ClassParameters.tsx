import { MAX_BUFFER_METRES } from '../../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters, FlaggedClassId } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { commitParameters, draftParameters, useActiveScene } from '../../state/scenes.ts';
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

/** Confidence and buffer of one class, with the distribution of its probability over the slider. */
export function ClassParameters({ id, name, colour, defaults, histogram }: Props) {
  const scene = useActiveScene();
  if (!scene) return null;
  const { parameters } = shown(scene.tuning);
  const withThreshold = (value: number) => ({ ...parameters, thresholds: { ...parameters.thresholds, [id]: value } });
  const withBuffer = (value: number) => ({ ...parameters, bufferMetres: { ...parameters.bufferMetres, [id]: value } });
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
        <Histogram counts={histogram} threshold={parameters.thresholds[id]} colour={colour} name={name} />
        <span />
      </div>
      <ParameterRow
        name="Confidence"
        label={`${name} confidence`}
        value={parameters.thresholds[id]}
        standard={defaults.thresholds[id]}
        range={CONFIDENCE}
        step={0.01}
        onDraft={(value) => draftParameters(withThreshold(value))}
        onCommit={(value) => commitParameters(withThreshold(value))}
      />
      <ParameterRow
        name="Buffer"
        label={`${name} buffer`}
        value={parameters.bufferMetres[id]}
        standard={defaults.bufferMetres[id]}
        range={BUFFER}
        step={10}
        unit="m"
        curve={BUFFER_CURVE}
        onDraft={(value) => draftParameters(withBuffer(value))}
        onCommit={(value) => commitParameters(withBuffer(value))}
      />
    </fieldset>
  );
}
