import { type LngLatBoundsLike, Map as MapLibreMap, setMaxParallelImageRequests, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { sayError } from '../state/messages.ts';
import { activeProduct } from '../state/queries.ts';
import { type Camera, useUi } from '../state/ui.ts';
import { keepBackdrop } from './backdrop.ts';
import { addBackgroundProtocol } from './background-protocol.ts';
import { addImageProtocol } from './image-protocol.ts';
import { IMAGES_TOP, OVERLAYS_TOP } from './layer-order.ts';
import { FIT_PADDING, isProductOverDateLine, productBox } from './registry.ts';

setWorkerUrl(workerUrl);
// The engine works at them all at once: fewer on their way show the first of them sooner, and the last no later.
setMaxParallelImageRequests(Math.max(3, navigator.hardwareConcurrency));
addImageProtocol();
addBackgroundProtocol();

const FURTHEST_ZOOM = 1;
const CLOSEST_ZOOM = 19;

/** A map in an element, at a view, where the project was left, or on the active product. Throws where the graphics card gives no context. */
export function createMap(container: HTMLElement, camera: Camera | null): MapLibreMap {
  const product = activeProduct();
  const box = product ? productBox(product) : null;
  const map = new MapLibreMap({
    container,
    style: {
      version: 8,
      sources: {},
      layers: [{ id: OVERLAYS_TOP, type: 'background', paint: { 'background-opacity': 0 } }],
      // A change without an event could not be told from none: see `keepBackdrop`.
      transition: { duration: 0, delay: 0 },
    },
    ...(camera ??
      useUi.getState().wantedCamera ??
      (box ? { bounds: [...box] as LngLatBoundsLike, fitBoundsOptions: { padding: FIT_PADDING } } : {})),
    minZoom: FURTHEST_ZOOM,
    maxZoom: CLOSEST_ZOOM,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    rollEnabled: false,
    keyboard: false,
    renderWorldCopies: isProductOverDateLine(product),
    attributionControl: false,
    fadeDuration: 0,
    canvasContextAttributes: { antialias: false },
  });
  map.once('style.load', () => keepBackdrop(map, IMAGES_TOP, OVERLAYS_TOP));
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute('aria-label', 'Map. Arrow keys move, plus and minus zoom.');
  map.on('error', ({ error }) => sayError(error));
  return map;
}
