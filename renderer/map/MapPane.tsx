import 'maplibre-gl/dist/maplibre-gl.css';
import { useRef } from 'react';
import { useUi } from '../state/ui.ts';
import { comparesDates, type PaneSide } from './overlays.ts';
import { useArea } from './use-area.ts';
import { useBackground } from './use-background.ts';
import { useChipOutlines } from './use-chip-outlines.ts';
import { useClassLayers } from './use-class-layers.ts';
import { useCorrectingTools } from './use-correcting.ts';
import { useHelperStrokes } from './use-helper.ts';
import { useImageLayers } from './use-image-layers.ts';
import { useMap } from './use-map.ts';
import { usePinMarks } from './use-pins.ts';
import { usePointMarks } from './use-points.ts';
import { useViewport } from './use-viewport.ts';

interface Props {
  readonly side: PaneSide;
  /** Told where two panes are to be told apart. */
  readonly name: string | null;
  /** Lies over the other pane and is cut off left of this share of the width. */
  readonly from?: number;
}

/** One map; two of them, side by side or one over the other, move together. */
export function MapPane({ side, name, from }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const map = useMap(container);
  useBackground(map);
  useImageLayers(map, side);
  useClassLayers(map, side);
  useArea(map, side === 'left');
  const isOther = useUi(comparesDates) && side === 'right';
  // Corrections are the active scene's; on the picture of another date they would go to the wrong one.
  useCorrectingTools(isOther ? null : map);
  useHelperStrokes(map);
  useChipOutlines(map);
  usePinMarks(map);
  usePointMarks(map);
  useViewport(map);
  return (
    <section
      className={`map-pane${from === undefined ? '' : ' over'}`}
      aria-label={name ?? 'Map'}
      style={from === undefined ? undefined : { clipPath: `inset(0 0 0 ${from * 100}%)` }}
    >
      <div ref={container} className="canvas" />
    </section>
  );
}
