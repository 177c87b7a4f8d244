import 'maplibre-gl/dist/maplibre-gl.css';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { useRef } from 'react';
import { useUi } from '../state/ui.ts';
import { comparesDates, type PaneSide } from './overlays.ts';
import { useAmendingTool } from './use-amending.ts';
import { useArea } from './use-area.ts';
import { useBackground } from './use-background.ts';
import { useChipOutlines } from './use-chip-outlines.ts';
import { useClassLayers } from './use-class-layers.ts';
import { useCorrectingTools } from './use-correcting.ts';
import { useFootprints } from './use-footprints.ts';
import { useHelperStrokes } from './use-helper.ts';
import { useImageLayers } from './use-image-layers.ts';
import { useMap } from './use-map.ts';
import { useMeasureTool } from './use-measure.ts';
import { type PaneMenu, usePaneMenu } from './use-pane-menu.ts';
import { usePinMarks } from './use-pins.ts';
import { usePlaceMarkOn } from './use-place-mark.ts';
import { usePointMarks } from './use-points.ts';
import { useViewport } from './use-viewport.ts';

/** What the map asks of those who know what can be done. */
export interface MapCalls {
  /** A place was clicked with the right button, or the menu key was pressed. */
  readonly onMenu: PaneMenu;
  /** The outline of scenes was chosen: of one, or of several dates of a place. */
  readonly onScene: (ids: readonly string[], at: { readonly x: number; readonly y: number }, asks: boolean) => void;
}

interface Props {
  readonly side: PaneSide;
  /** Told where two panes are to be told apart. */
  readonly name: string | null;
  /** Lies over the other pane and is cut off left of this share of the width. */
  readonly from?: number;
  readonly calls: MapCalls;
}

/** A component of its own, since it alone follows a slider in motion. */
function ClassLayers({ map, side }: { readonly map: MapLibreMap | null; readonly side: PaneSide }) {
  useClassLayers(map, side);
  return null;
}

/** One map; two of them, side by side or one over the other, move together. */
export function MapPane({ side, name, from, calls }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const map = useMap(container);
  useBackground(map);
  useImageLayers(map, side);
  useArea(map, side === 'left');
  const isOther = useUi(comparesDates) && side === 'right';
  // Corrections are the active scene's; on the picture of another date they would go to the wrong one.
  useCorrectingTools(isOther ? null : map);
  useAmendingTool(isOther ? null : map);
  useHelperStrokes(map);
  useChipOutlines(map);
  usePinMarks(map);
  usePointMarks(map);
  useMeasureTool(map);
  usePlaceMarkOn(map);
  useFootprints(map, calls.onScene);
  useViewport(map);
  const onContextMenu = usePaneMenu(map, calls.onMenu);
  return (
    <section
      className={`map-pane${from === undefined ? '' : ' over'}`}
      aria-label={name ?? 'Map'}
      onContextMenu={onContextMenu}
      style={from === undefined ? undefined : { clipPath: `inset(0 0 0 ${from * 100}%)` }}
    >
      <div ref={container} className="canvas" />
      <ClassLayers map={map} side={side} />
    </section>
  );
}
