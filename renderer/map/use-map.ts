import { type LngLatBoundsLike, Map as MapLibreMap, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { type RefObject, useEffect, useState } from 'react';
import { activeProduct } from '../api/queries.ts';
import { sayError } from '../state/messages.ts';
import { addBackgroundProtocol } from './background-protocol.ts';
import { addImageProtocol } from './image-protocol.ts';
import { FIT_PADDING, joinMaps, productBox } from './registry.ts';
import { IMAGES_TOP } from './use-image-layers.ts';

setWorkerUrl(workerUrl);
addImageProtocol();
addBackgroundProtocol();

const FURTHEST_ZOOM = 1;
const CLOSEST_ZOOM = 19;

function createMap(container: HTMLElement): MapLibreMap {
  const product = activeProduct();
  const box = product && productBox(product);
  const map = new MapLibreMap({
    container,
    style: {
      version: 8,
      sources: {},
      layers: [{ id: IMAGES_TOP, type: 'background', paint: { 'background-opacity': 0 } }],
    },
    ...(box ? { bounds: box as LngLatBoundsLike, fitBoundsOptions: { padding: FIT_PADDING } } : {}),
    minZoom: FURTHEST_ZOOM,
    maxZoom: CLOSEST_ZOOM,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    rollEnabled: false,
    keyboard: false,
    renderWorldCopies: false,
    attributionControl: false,
    fadeDuration: 80,
    canvasContextAttributes: { antialias: false },
  });
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute('aria-label', 'Map. Arrow keys move, plus and minus zoom.');
  map.on('error', ({ error }) => sayError(error));
  return map;
}

/** A map in an element, ready for layers; null until it is. */
export function useMap(container: RefObject<HTMLDivElement | null>): MapLibreMap | null {
  const [map, setMap] = useState<MapLibreMap | null>(null);
  useEffect(() => {
    if (!container.current) return;
    const made = createMap(container.current);
    const leave = joinMaps(made);
    made.once('load', () => setMap(made));
    return () => {
      leave();
      setMap(null);
      made.remove();
    };
  }, [container]);
  return map;
}
