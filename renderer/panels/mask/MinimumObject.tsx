import { MAX_SLIDER_AREA } from '../../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { commitParameters, draftParameters, useActiveScene } from '../../state/scenes.ts';
import { ParameterRow } from './ParameterRow.tsx';

const SQUARE_METRES = 10_000;
const MOST_HECTARES = MAX_SLIDER_AREA / SQUARE_METRES;
const RANGE = { min: 0, max: 10_000, digits: 2 };
const CURVE = {
  place: (hectares: number) => Math.cbrt(Math.min(1, hectares / MOST_HECTARES)),
  value: (place: number) => place ** 3 * MOST_HECTARES,
};

/** Objects and holes smaller than this are dropped; in hectares, because pixels differ from grid to grid. */
export function MinimumObject({ defaults }: { readonly defaults: ApiMaskParameters }) {
  const scene = useActiveScene();
  if (!scene) return null;
  const { parameters } = shown(scene.tuning);
  const withArea = (hectares: number) => ({ ...parameters, minAreaSquareMetres: Math.round(hectares * SQUARE_METRES) });
  return (
    <div className="section">
      <ParameterRow
        name="Min. object"
        label="Minimum object size"
        value={parameters.minAreaSquareMetres / SQUARE_METRES}
        standard={defaults.minAreaSquareMetres / SQUARE_METRES}
        range={RANGE}
        step={0.04}
        unit="ha"
        curve={CURVE}
        onDraft={(hectares) => draftParameters(withArea(hectares))}
        onCommit={(hectares) => commitParameters(withArea(hectares))}
      />
    </div>
  );
}
