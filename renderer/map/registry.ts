import type { Map as MapLibreMap } from 'maplibre-gl';
import type { ProductDetail } from '../api/types.ts';
import { zoomOfScale } from '../geo/mercator.ts';

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

/** Shows a box in degrees (west, south, east, north) whole. */
export function fitBox(box: readonly [number, number, number, number], padding = FIT_PADDING): void {
  mainMap()?.fitBounds([...box], { padding, duration: 0 });
}

/** Shows products whole, those that have a place. */
export function fitProducts(products: readonly ProductDetail[]): void {
  const boxes = products.flatMap((product) => productBox(product) ?? []);
  const at = (side: number) => boxes.filter((_, index) => index % 4 === side);
  if (boxes.length > 0) fitBox([Math.min(...at(0)), Math.min(...at(1)), Math.max(...at(2)), Math.max(...at(3))]);
}

/** Sets the map's scale on the ground at its middle. */
export function setScale(denominator: number): void {
  const map = mainMap();
  map?.setZoom(zoomOfScale(denominator, map.getCenter().lat));
}

/** Moves the map so that rings in lon/lat degrees are seen whole. */
export function fitRings(rings: readonly (readonly (readonly [number, number])[])[]): void {
  const corners = rings.flat();
  if (corners.length === 0) return;
  const lons = corners.map(([lon]) => lon);
  const lats = corners.map(([, lat]) => lat);
  fitBox([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], 2 * FIT_PADDING);
}

export function fitProduct(product: ProductDetail): void {
  const box = productBox(product);
  if (box) fitBox(box);
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
