import type { Map as MapLibreMap } from 'maplibre-gl';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useMaskProgress } from '../state/mask-progress.ts';
import { useScenes } from '../state/scenes.ts';
import { type Held, hold, letGo, show } from './held-overlay.ts';
import { OVERLAYS_TOP } from './layer-order.ts';
import { type Overlay, type PaneSide, paneOverlays } from './overlays.ts';
import { usePaneInput, useScenesAhead } from './use-pane-input.ts';

/** What may be stepped to next is asked for when the map and the scene have rested for this long. */
const AHEAD_MILLISECONDS = 400;

/** Puts the layers of overlays into their order, the first lowest. */
function order(map: MapLibreMap, overlays: readonly Overlay[]): void {
  const keys = overlays.map(({ key }) => key).filter((key) => map.getLayer(key));
  const there = map.getLayersOrder().filter((id) => keys.includes(id));
  if (there.join() !== keys.join()) for (const key of keys) map.moveLayer(key, OVERLAYS_TOP);
}

/** Keeps the class overlays of one pane: one request per overlay and view, drawn by the graphics card. */
export function useClassLayers(map: MapLibreMap | null, side: PaneSide): void {
  const input = usePaneInput();
  const ahead = useScenesAhead();
  const dragging = useScenes((state) => state.dragging);
  const progress = useMaskProgress();
  const all = useRef(new Map<string, Held>());
  const owner = useRef<MapLibreMap | null>(null);

  const overlays = useMemo(() => paneOverlays({ ...input, ahead }, side), [input, ahead, side]);

  // Before the browser paints: a slider's request would otherwise wait for its thumb to be drawn.
  useLayoutEffect(() => {
    if (owner.current !== map) {
      // Layers go with the map that they are on.
      for (const held of all.current.values()) letGo(held);
      all.current.clear();
      owner.current = map;
    }
    if (!map) return;
    const put = (overlay: Overlay, isSeen: boolean): boolean => {
      const held = all.current.get(overlay.key) ?? hold(map, overlay.key, `${side} ${overlay.key}`, OVERLAYS_TOP);
      all.current.set(overlay.key, held);
      held.isSeen = isSeen;
      return show(map, held, overlay, isSeen && dragging, progress[overlay.product] ?? 0);
    };
    const isAhead = ({ product }: Overlay) => ahead[product] !== undefined;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const update = (): boolean => {
      clearTimeout(rest);
      const follows = overlays.filter((overlay) => !isAhead(overlay)).map((overlay) => put(overlay, true));
      for (const [key, held] of all.current) {
        const overlay = overlays.find((one) => one.key === key);
        if (overlay && isAhead(overlay)) held.layer.setLook(overlay.look);
        if (overlay) continue;
        letGo(held);
        map.removeLayer(key);
        all.current.delete(key);
      }
      order(map, overlays);
      rest = setTimeout(() => {
        for (const overlay of overlays) if (isAhead(overlay)) put(overlay, false);
      }, AHEAD_MILLISECONDS);
      return follows.includes(true);
    };
    // Now, in the browser's frame that moves the slider's thumb; the map would take the next one.
    if (update()) map.redraw();
    map.on('moveend', update);
    map.on('resize', update);
    return () => {
      clearTimeout(rest);
      map.off('moveend', update);
      map.off('resize', update);
    };
  }, [map, side, overlays, ahead, dragging, progress]);

  useEffect(() => {
    const held = all.current;
    return () => {
      for (const one of held.values()) letGo(one);
      held.clear();
    };
  }, []);
}
