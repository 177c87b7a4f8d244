import { useState } from 'react';
import type { Area, ProductDetail } from '../../api/types.ts';
import { AreaFile } from '../../panels/areas/AreaFile.tsx';
import { meetsProduct, useChosenArea } from '../../state/areas.ts';
import { type AreaKind, exportArea } from '../../state/recipe.ts';
import { useUi } from '../../state/ui.ts';
import { ChoiceRow } from '../ChoiceRow.tsx';

export interface AreaOfWork {
  readonly kind: AreaKind;
  readonly choose: (kind: AreaKind) => void;
  /** The area that is chosen in the window; null where there is none, or it does not meet the scene. */
  readonly area: ReturnType<typeof useChosenArea>;
  /** Its name where it lies elsewhere. */
  readonly elsewhere: string | null;
  /** What the engine is told; null while what was chosen is not there. */
  readonly where: Area | null;
}

/** The part of a scene that is to be written: begins with the chosen area where that meets the scene, else with all of it. */
export function useAreaOfWork(product: ProductDetail | null): AreaOfWork {
  const view = useUi((ui) => ui.viewport?.bounds ?? null);
  const chosen = useChosenArea();
  const area = chosen && product && meetsProduct(chosen, product) ? chosen : null;
  const [kind, choose] = useState<AreaKind>(area ? 'area' : 'scene');
  const elsewhere = chosen && !area ? chosen.name : null;
  return { kind, choose, area, elsewhere, where: exportArea(kind, view, area) };
}

/** The row of a form that asks for it. */
export function AreaChoice({ kind, choose, area, elsewhere }: AreaOfWork) {
  return (
    <ChoiceRow
      label="Area"
      choices={[
        { value: 'scene', label: 'Scene' },
        { value: 'view', label: 'In view' },
        { value: 'area', label: area?.name ?? elsewhere ?? 'Area of interest', disabled: !area },
      ]}
      value={kind}
      onChange={choose}
    >
      {elsewhere !== null && <span className="dim">{elsewhere} does not meet this scene.</span>}
      <AreaFile onLoaded={() => choose('area')} />
    </ChoiceRow>
  );
}
