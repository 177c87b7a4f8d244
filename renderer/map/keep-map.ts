import type { Map as MapLibreMap } from 'maplibre-gl';
import { flushSync } from 'react-dom';
import { type Camera, setUi } from '../state/ui.ts';
import { createMap } from './create-map.ts';
import { joinMaps } from './registry.ts';

/** A context that has not come back by then is given up, and another one asked for. */
const PATIENCE_MILLISECONDS = 4000;

/**
 * Keeps a map in an element and tells of it when it is ready for layers. Where the graphics card loses it (a driver that
 * is restarted, a laptop that wakes up) a new one is built in its place, at the same view. Returns how to end.
 */
export function keepMap(element: HTMLElement, onMap: (map: MapLibreMap | null) => void): () => void {
  let map: MapLibreMap | null = null;
  let camera: Camera | null = null;
  let leave = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  const drop = () => {
    clearTimeout(timer);
    leave();
    leave = () => {};
    map?.remove();
    map = null;
  };
  const onLost = (lost: MapLibreMap) => {
    const { lng, lat } = lost.getCenter();
    camera = { center: [lng, lat], zoom: lost.getZoom() };
    // At once: the map has no style any more, and whoever asks it for a layer fails.
    flushSync(() => onMap(null));
    setUi({ mapFault: 'lost' });
    timer = setTimeout(build, PATIENCE_MILLISECONDS);
  };
  function build(): void {
    drop();
    let made: MapLibreMap;
    try {
      made = createMap(element, camera);
    } catch {
      setUi({ mapFault: 'gone' });
      return;
    }
    map = made;
    leave = joinMaps(made);
    // Not its `load`: that waits for a first frame, which shows nothing.
    made.once('style.load', () => {
      setUi({ mapFault: null });
      onMap(made);
    });
    made.on('webglcontextlost', () => onLost(made));
    made.on('webglcontextrestored', () => {
      clearTimeout(timer);
      timer = setTimeout(build);
    });
  }

  build();
  return () => {
    onMap(null);
    drop();
  };
}
