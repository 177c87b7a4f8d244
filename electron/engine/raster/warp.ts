import { RasterError } from '../core/errors.ts';
import { type Grid, gridBounds, type Window } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { centralMeridian, utmDefinition } from '../core/utm.ts';

/** A picture in Web Mercator (EPSG:3857): outer bounds `[west, south, east, north]` in metres, and its size in pixels. */
export interface MercatorView {
  readonly bounds: readonly [number, number, number, number];
  readonly width: number;
  readonly height: number;
}

/** Where the centre of each pixel of a view lies on a grid: in its pixels, from its outer corner. NaN far from its zone. */
export interface Warp {
  readonly width: number;
  readonly height: number;
  readonly columns: Float32Array;
  readonly rows: Float32Array;
  /** Grid pixels per view pixel in the middle of the view; above 1 the grid is shrunk. */
  readonly scale: number;
}

/** Half the circumference of the Web Mercator world in metres. */
const WORLD_METRES = Math.PI * 6378137;
const MAX_STEP_PIXELS = 16;
const MAX_STEP_METRES = 80_000;
/** Beyond this distance from the central meridian a UTM zone is of no use. */
const MAX_ZONE_DEGREES = 40;

/** The view of a map tile (XYZ scheme, north is row 0). */
export function tileView(z: number, x: number, y: number, size = 256): MercatorView {
  const span = (2 * WORLD_METRES) / 2 ** z;
  const west = x * span - WORLD_METRES;
  const north = WORLD_METRES - y * span;
  return { bounds: [west, north - span, west + span, north], width: size, height: size };
}

/** Metres on the ground along a pixel of a view that shows the middle of a grid: the same for all tiles of a map's zoom. */
export function viewMetresOn({ bounds: [west, , east], width }: MercatorView, grid: Grid): number {
  if (grid.epsg === null) throw new RasterError('A raster without a coordinate system cannot be put on a map.');
  const [left, bottom, right, top] = gridBounds(grid);
  const [, y] = proj4(utmDefinition(grid.epsg), 'EPSG:3857').forward([(left + right) / 2, (bottom + top) / 2]);
  return (east - west) / width / Math.cosh(((y as number) / WORLD_METRES) * Math.PI);
}

/** Projects Web Mercator metres to UTM metres; NaN far from the zone. Longitudes wrap, so that zones 1 and 60 are whole. */
export function mercatorToUtm(epsg: number): (x: number, y: number) => readonly [number, number] {
  const projection = proj4('EPSG:3857', utmDefinition(epsg));
  const meridian = centralMeridian(epsg);
  return (x, y) => {
    const degrees = (x / WORLD_METRES) * 180 - meridian;
    const fromMeridian = degrees - 360 * Math.round(degrees / 360);
    if (Math.abs(fromMeridian) > MAX_ZONE_DEGREES) return [Number.NaN, Number.NaN];
    return projection.forward([((meridian + fromMeridian) / 180) * WORLD_METRES, y]) as [number, number];
  };
}

/**
 * Finds where a view lies on a UTM grid. Projected exactly at control points (every 16 pixels, closer where the view is
 * of a small scale) and interpolated bilinearly between them: within 0.05 view pixels or grid pixels of exact
 * projection, whichever is larger. Throws RasterError where the grid has no UTM zone.
 */
export function warpView(view: MercatorView, grid: Grid): Warp {
  if (grid.epsg === null) throw new RasterError('A raster without a coordinate system cannot be put on a map.');
  const project = mercatorToUtm(grid.epsg);
  const { width, height } = view;
  const [west, south, east, north] = view.bounds;
  const pixelX = (east - west) / width;
  const pixelY = (north - south) / height;
  const step = Math.max(
    1,
    Math.min(MAX_STEP_PIXELS, Math.floor(MAX_STEP_METRES / Math.max(Math.abs(pixelX), Math.abs(pixelY)))),
  );
  const across = Math.ceil((width - 1) / step) + 1;
  const down = Math.ceil((height - 1) / step) + 1;
  const lattice = { across, down, step };
  const controlX = new Float64Array(across * down);
  const controlY = new Float64Array(across * down);
  for (let j = 0; j < down; j++) {
    for (let i = 0; i < across; i++) {
      const [x, y] = project(west + (i * step + 0.5) * pixelX, north - (j * step + 0.5) * pixelY);
      controlX[j * across + i] = (x - grid.originX) / grid.pixelMetres;
      controlY[j * across + i] = (grid.originY - y) / grid.pixelMetres;
    }
  }
  const columns = interpolate(controlX, lattice, width, height);
  const rows = interpolate(controlY, lattice, width, height);
  return { width, height, columns, rows, scale: scaleInTheMiddle(columns, rows, width, height) };
}

/** `across` x `down` points, `step` pixels apart, at which a projection is exact. */
interface ControlLattice {
  readonly across: number;
  readonly down: number;
  readonly step: number;
}

/** Values at every pixel (height * width) by those at the points of a lattice, linear between them. */
function interpolate(
  control: Float64Array,
  { across, down, step }: ControlLattice,
  width: number,
  height: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(width * height);
  for (let r = 0; r < height; r++) {
    const j = Math.min(Math.floor(r / step), Math.max(0, down - 2));
    const v = r / step - j;
    const lower = (down > 1 ? j + 1 : j) * across;
    for (let c = 0; c < width; c++) {
      const i = Math.min(Math.floor(c / step), Math.max(0, across - 2));
      const next = across > 1 ? i + 1 : i;
      const u = c / step - i;
      const top = control[j * across + i]! * (1 - u) + control[j * across + next]! * u;
      const bottom = control[lower + i]! * (1 - u) + control[lower + next]! * u;
      out[r * width + c] = top * (1 - v) + bottom * v;
    }
  }
  return out;
}

function scaleInTheMiddle(columns: Float32Array, rows: Float32Array, width: number, height: number): number {
  if (width < 2) return 1;
  const i = Math.floor(height / 2) * width + Math.floor(width / 2);
  return Math.hypot(columns[i]! - columns[i - 1]!, rows[i]! - rows[i - 1]!);
}

/** Samples a raster of classes at the nearest pixel; 0 outside of it. `warp` refers to the raster's own grid. */
export function sampleClasses(codes: Uint8Array, size: { width: number; height: number }, warp: Warp): Uint8Array {
  const out = new Uint8Array(warp.width * warp.height);
  for (let i = 0; i < out.length; i++) {
    const at = nearestPixel(warp, size, i);
    if (at >= 0) out[i] = codes[at]!;
  }
  return out;
}

/** The same of a window of the raster that the warp refers to, for pixels at borders to fall to the same side; 0 outside of the window. */
export function sampleWindow(
  codes: Uint8Array,
  window: Window,
  size: { readonly width: number; readonly height: number },
  warp: Warp,
): Uint8Array {
  const out = new Uint8Array(warp.width * warp.height);
  for (let i = 0; i < out.length; i++) {
    const at = nearestPixel(warp, size, i);
    const column = (at % size.width) - window.column;
    const row = Math.floor(at / size.width) - window.row;
    if (at < 0 || column < 0 || row < 0 || column >= window.width || row >= window.height) continue;
    out[i] = codes[row * window.width + column]!;
  }
  return out;
}

/** Place in a raster of the pixel that a picture shows at its own pixel `i`, nearest sampling; -1 outside. */
export function nearestPixel({ columns, rows }: Warp, { width, height }: { width: number; height: number }, i: number) {
  const column = Math.floor(columns[i]!);
  const row = Math.floor(rows[i]!);
  return column >= 0 && row >= 0 && column < width && row < height ? row * width + column : -1;
}
