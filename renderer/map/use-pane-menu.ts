import type { Map as MapLibreMap } from 'maplibre-gl';
import type { MouseEvent } from 'react';
import { chosenCorrection } from '../state/amending.ts';
import { useAreas } from '../state/areas.ts';
import { endMeasure, useMeasures } from '../state/measures.ts';
import { useUi } from '../state/ui.ts';

interface Place {
  readonly lon: number;
  readonly lat: number;
}
/** Opens the menu of a place of the map, at a point of the window. */
export type PaneMenu = (place: Place, at: { readonly x: number; readonly y: number }) => void;

/** While corners are drawn or moved, the right button belongs to them. */
const isDrawing = () =>
  ['draw', 'patch'].includes(useUi.getState().tool) || useAreas.getState().edited !== null || areCornersMoved();

/** Corners of a correction are there to be moved. */
const areCornersMoved = () => useUi.getState().tool === 'amend' && chosenCorrection()?.shape.kind === 'polygon';

/** Answers right clicks on a map, and the menu key in its middle; a measure that is being taken ends by it. */
export function usePaneMenu(map: MapLibreMap | null, onMenu: PaneMenu) {
  return (event: MouseEvent) => {
    event.preventDefault();
    if (!map || isDrawing()) return;
    if (useMeasures.getState().draft.length > 0) {
      endMeasure();
      return;
    }
    const { left, top } = map.getCanvas().getBoundingClientRect();
    const { lng, lat } = map.unproject([event.clientX - left, event.clientY - top]);
    onMenu({ lon: lng, lat }, { x: event.clientX, y: event.clientY });
  };
}
