import type { Bounds3857 } from '../api/types.ts';

/** Half of the circumference of the Web Mercator world, metres (EPSG:3857: pi times 6378137). */
export const HALF_WORLD_METRES = Math.PI * 6378137;

/** Web Mercator metres of a place in lon/lat degrees (EPSG Guidance Note 7-2, Popular Visualisation Pseudo-Mercator). */
export function toMercator(lon: number, lat: number): readonly [number, number] {
  const x = (lon / 180) * HALF_WORLD_METRES;
  const y = (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / Math.PI) * HALF_WORLD_METRES;
  return [x, y];
}

/** Lon/lat degrees of a place in Web Mercator metres. */
export function toLonLat(x: number, y: number): readonly [number, number] {
  const lon = (x / HALF_WORLD_METRES) * 180;
  const lat = (Math.atan(Math.sinh((y / HALF_WORLD_METRES) * Math.PI)) * 180) / Math.PI;
  return [lon, lat];
}

/** Metres on the ground that a CSS pixel of the map covers at a latitude. */
export function metresPerPixel(zoom: number, latitude: number): number {
  return ((2 * HALF_WORLD_METRES) / (512 * 2 ** zoom)) * Math.cos((latitude * Math.PI) / 180);
}

/** Denominator of the map's scale on the ground at a latitude, for a screen of 96 pixels to the inch. */
export function scaleDenominator(zoom: number, latitude: number): number {
  return metresPerPixel(zoom, latitude) / (0.0254 / 96);
}

/** The zoom at which the map has a scale at a latitude. */
export function zoomOfScale(denominator: number, latitude: number): number {
  return Math.log2(scaleDenominator(0, latitude) / denominator);
}

export interface ScreenView {
  readonly bounds: Bounds3857;
  readonly width: number;
  readonly height: number;
}

interface Camera {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
  /** Size of the canvas in device pixels, and device pixels per CSS pixel. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

const MOST_PIXELS = 6e6;
const WIDEST = 4096;

/**
 * The rectangle to ask the engine for: what the camera sees plus a margin (share of the size, each side). Its pixels are
 * those of the screen, so that drawing copies them; only a very large screen gets coarser ones.
 */
export function screenView(camera: Camera, margin: number): ScreenView {
  const { width, height, ratio } = camera;
  const marginX = Math.round(width * margin);
  const marginY = Math.round(height * margin);
  const wide = width + 2 * marginX;
  const high = height + 2 * marginY;
  const metresPerPixel = (2 * HALF_WORLD_METRES) / (512 * 2 ** camera.zoom * ratio);
  const [x, y] = toMercator(camera.lon, camera.lat);
  const halfX = (wide / 2) * metresPerPixel;
  const halfY = (high / 2) * metresPerPixel;
  const shrink = Math.min(1, Math.sqrt(MOST_PIXELS / (wide * high)), WIDEST / wide, WIDEST / high);
  return {
    bounds: [x - halfX, y - halfY, x + halfX, y + halfY],
    width: Math.max(1, Math.floor(wide * shrink)),
    height: Math.max(1, Math.floor(high * shrink)),
  };
}

/** The corners of bounds in clip space (-1..1, y up) as the camera sees them: left, bottom, right, top. */
export function clipRectangle(bounds: Bounds3857, camera: Camera): readonly [number, number, number, number] {
  const pixelsPerMetre = (512 * 2 ** camera.zoom * camera.ratio) / (2 * HALF_WORLD_METRES);
  const [x, y] = toMercator(camera.lon, camera.lat);
  const toX = (metres: number) => ((metres - x) * pixelsPerMetre) / (camera.width / 2);
  const toY = (metres: number) => ((metres - y) * pixelsPerMetre) / (camera.height / 2);
  return [toX(bounds[0]), toY(bounds[1]), toX(bounds[2]), toY(bounds[3])];
}

/**
 * The pixels of a view (rows from the north-west) that a camera sees, and `margin` more on each side: left, top, width, height; of no
 * size where it sees none.
 */
export function pixelsInView(
  view: { readonly bounds: Bounds3857; readonly width: number; readonly height: number },
  camera: Camera,
  margin: number,
): readonly [number, number, number, number] {
  const [left, bottom, right, top] = clipRectangle(view.bounds, camera);
  const span = (from: number, to: number, size: number): readonly [number, number] => {
    const begin = Math.max(0, Math.floor(from * size) - margin);
    return [begin, Math.max(0, Math.min(size, Math.ceil(to * size) + margin) - begin)];
  };
  const [x, width] = span((-1 - left) / (right - left), (1 - left) / (right - left), view.width);
  const [y, height] = span((top - 1) / (top - bottom), (top + 1) / (top - bottom), view.height);
  return [x, y, width, height];
}
