import { memo } from 'react';
import { MAX_SLIDER_AREA } from '../../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { commitParameters, draftParameters, useOfScene } from '../../state/scenes.ts';
import { ParameterRow } from './ParameterRow.tsx';

const SQUARE_METRES = 10_000;
const MOST_HECTARES = MAX_SLIDER_AREA / SQUARE_METRES;
const RANGE = { min: 0, max: 10_000, digits: 2 };
const CURVE = {
  place: (hectares: number) => Math.cbrt(Math.min(1, hectares / MOST_HECTARES)),
  value: (place: number) => place ** 3 * MOST_HECTARES,
};

const withArea = (hectares: number) => (parameters: ApiMaskParameters) => ({
  ...parameters,
  minAreaSquareMetres: Math.round(hectares * SQUARE_METRES),
});
const draftArea = (hectares: number) => draftParameters(withArea(hectares));
const commitArea = (hectares: number) => commitParameters(withArea(hectares));

/** Objects and holes smaller than this are dropped; in hectares, because pixels differ from grid to grid. */
export const MinimumObject = memo(function MinimumObject({ defaults }: { readonly defaults: ApiMaskParameters }) {
  const area = useOfScene(({ tuning }) => shown(tuning).parameters.minAreaSquareMetres);
  if (area === null) return null;
  return (
    <div className="section">
      <ParameterRow
        name="Min. object"
        label="Minimum object size"
        value={area / SQUARE_METRES}
        standard={defaults.minAreaSquareMetres / SQUARE_METRES}
        range={RANGE}
        step={0.04}
        unit="ha"
        curve={CURVE}
        onDraft={draftArea}
        onCommit={commitArea}
      />
    </div>
  );
});
