import type { Map as MapLibreMap } from 'maplibre-gl';
import type { ProductDetail } from '../api/types.ts';
import { type Box, boxAround, isOverDateLine } from '../geo/globe.ts';
import { zoomOfScale } from '../geo/mercator.ts';

const maps = new Set<MapLibreMap>();
let moving = false;

/** What holds a product, or null where it has no coordinates. */
export function productBox({ corners }: ProductDetail): Box | null {
  return corners && boxAround(corners);
}

/** Whether a product lies over the date line, so that a map that shows it has to go on there. */
export function isProductOverDateLine(product: ProductDetail | null): boolean {
  const box = product && productBox(product);
  return box !== null && isOverDateLine(box);
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

/** Shows a box whole. Over the date line the map has to go on there, which it else does not. */
export function fitBox(box: Box, padding = FIT_PADDING): void {
  const map = mainMap();
  if (isOverDateLine(box)) map?.setRenderWorldCopies(true);
  map?.fitBounds([...box], { padding, duration: 0 });
}

/** Shows a box whole where it is not: at the same scale, or at a smaller one where it is larger than the map. */
export function bringIntoView(box: Box): void {
  const map = mainMap();
  if (!map) return;
  const [west, south, east, north] = box;
  const seen = map.getBounds();
  if (seen.contains([west, south]) && seen.contains([east, north])) return;
  const isNarrower = east - west < seen.getEast() - seen.getWest() && north - south < seen.getNorth() - seen.getSouth();
  if (isNarrower) map.easeTo({ center: [(west + east) / 2, (south + north) / 2], duration: 120 });
  else fitBox(box, 2 * FIT_PADDING);
}

/** Shows products whole, those that have a place. */
export function fitProducts(products: readonly ProductDetail[]): void {
  const box = boxAround(products.flatMap(({ corners }) => corners ?? []));
  if (box) fitBox(box);
}

/** Sets the map's scale on the ground at its middle. */
export function setScale(denominator: number): void {
  const map = mainMap();
  map?.setZoom(zoomOfScale(denominator, map.getCenter().lat));
}

/** Moves the map so that rings in lon/lat degrees are seen whole. */
export function fitRings(rings: readonly (readonly (readonly [number, number])[])[]): void {
  const box = boxAround(rings.flat());
  if (box) fitBox(box, 2 * FIT_PADDING);
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
