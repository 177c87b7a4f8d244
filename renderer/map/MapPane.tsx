import 'maplibre-gl/dist/maplibre-gl.css';
import { useRef } from 'react';
import type { PaneSide } from './overlays.ts';
import { useArea } from './use-area.ts';
import { useBackground } from './use-background.ts';
import { useClassLayers } from './use-class-layers.ts';
import { useCorrectingTools } from './use-correcting.ts';
import { useImageLayers } from './use-image-layers.ts';
import { useMap } from './use-map.ts';
import { usePinMarks } from './use-pins.ts';
import { useViewport } from './use-viewport.ts';

/** One map; two of them stand side by side and move together. */
export function MapPane({ side, name }: { readonly side: PaneSide; readonly name: string | null }) {
  const container = useRef<HTMLDivElement>(null);
  const map = useMap(container);
  useBackground(map);
  useImageLayers(map);
  useClassLayers(map, side);
  useArea(map, side === 'left');
  useCorrectingTools(map);
  usePinMarks(map);
  useViewport(map);
  return (
    <section className="map-pane" aria-label={name ?? 'Map'}>
      <div ref={container} className="canvas" />
      {name && <span className="pane-name left">{name}</span>}
    </section>
  );
}
