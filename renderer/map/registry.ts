import type { LngLatBoundsLike, Map as MapLibreMap } from 'maplibre-gl';
import type { ProductDetail } from '../api/types.ts';

const maps = new Set<MapLibreMap>();
let moving = false;

/** West, south, east, north of a product in degrees, or null where it has no coordinates. */
export function productBox(product: ProductDetail): [number, number, number, number] | null {
  if (!product.corners || product.corners.length === 0) return null;
  const lons = product.corners.map(([lon]) => lon);
  const lats = product.corners.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** Lets a map move together with all others; the returned function takes it out. */
export function joinMaps(map: MapLibreMap): () => void {
  const [other] = maps;
  if (other) map.jumpTo({ center: other.getCenter(), zoom: other.getZoom() });
  const follow = () => {
    if (moving) return;
    moving = true;
    for (const one of maps) if (one !== map) one.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
    moving = false;
  };
  maps.add(map);
  map.on('move', follow);
  return () => {
    maps.delete(map);
    map.off('move', follow);
  };
}

export function mainMap(): MapLibreMap | null {
  const [map] = maps;
  return map ?? null;
}

export const FIT_PADDING = 24;

const CLOSE_ZOOM = 14;

/** Brings a place to the middle, near enough to see pixels. */
export function goTo(lon: number, lat: number): void {
  const map = mainMap();
  map?.jumpTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
}

/** Moves the map so that rings in lon/lat degrees are seen whole. */
export function fitRings(rings: readonly (readonly (readonly [number, number])[])[]): void {
  const corners = rings.flat();
  if (corners.length === 0) return;
  const lons = corners.map(([lon]) => lon);
  const lats = corners.map(([, lat]) => lat);
  const box: LngLatBoundsLike = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  mainMap()?.fitBounds(box, { padding: 2 * FIT_PADDING, duration: 0 });
}

export function fitProduct(product: ProductDetail): void {
  const box = productBox(product);
  if (box) mainMap()?.fitBounds(box as LngLatBoundsLike, { padding: FIT_PADDING, duration: 0 });
}

/** Moves the map by a share of its size; north and east are positive. */
export function panBy(east: number, north: number): void {
  const map = mainMap();
  const canvas = map?.getCanvas();
  if (map && canvas) map.panBy([east * canvas.clientWidth, -north * canvas.clientHeight], { duration: 120 });
}

export function zoomBy(levels: number): void {
  const map = mainMap();
  map?.zoomTo(map.getZoom() + levels, { duration: 120 });
}
