import type { PaneSide } from './overlays.ts';
import { type PanePart, useDrawnLabel } from './use-drawn-label.ts';

interface Props {
  readonly side: PaneSide;
  readonly part: PanePart;
  /** Corner of the map area that it stands in. */
  readonly corner: 'left' | 'right';
}

/** Says on the map what is drawn there: scene, network, grid, and what of it is not final. */
export function PaneLabel({ side, part, corner }: Props) {
  const label = useDrawnLabel(side, part);
  if (!label) return null;
  return (
    <div className={`pane-label ${corner}`} data-provisional={label.isProvisional}>
      <strong>{label.scene}</strong>
      <span>{label.layers}</span>
    </div>
  );
}
