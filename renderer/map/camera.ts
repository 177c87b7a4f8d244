import type { Map as MapLibreMap } from 'maplibre-gl';

/** What a map looks at; sizes are those of its canvas in pixels. */
export function cameraOf(map: MapLibreMap) {
  const { width, height } = map.getCanvas();
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom(), width, height, ratio: map.getPixelRatio() };
}
