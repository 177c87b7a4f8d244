import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { type CancelFlag, throwIfCancelled } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import { directionToSun } from '../core/sun-direction.ts';
import { connectRuns } from './components.ts';
import { encodeRuns, type RunRaster } from './runs.ts';

/** Up to which height above the ground a cloud is looked for, metres. */
export const HIGHEST_CLOUD_METRES = 4000;
/** Share of a shadow's pixels that must have a cloud on their way to the sun. */
const LEAST_SHARE = 0.25;
const ofCodes = (isOne: (code: number) => boolean) =>
  Uint8Array.from({ length: MISSING + 1 }, (_, code) => (isOne(code) ? 1 : 0));
const SHADOW_ONLY = ofCodes((code) => code === SHADOW);
const MAY_BE_CLOUD = ofCodes((code) => code === CLOUD || code === SEMI || code === MISSING);

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a raster lies under the sun. */
export interface UnderSun {
  readonly pixelMetres: number;
  readonly sun: NonNullable<ProbabilityRaster['sun']>;
  /** See `ProbabilityRaster`: a part of a grid is looked at as the whole is. */
  readonly origin?: ProbabilityRaster['origin'];
}

/** How far from its cloud a shadow may lie on the ground, metres. */
export const groundReachMetres = ({ zenithDegrees }: UnderSun['sun']): number =>
  zenithDegrees < 90 ? HIGHEST_CLOUD_METRES * Math.tan((zenithDegrees * Math.PI) / 180) : Number.POSITIVE_INFINITY;

/** A window of a grid, and around it what may lie between it and the sun. It may reach beyond the grid. */
export function towardsSun(window: Window, grid: Pick<Grid, 'width' | 'height'>, under: UnderSun): Window {
  const pixels = Math.min(groundReachMetres(under.sun) / under.pixelMetres + 2, Math.max(grid.width, grid.height));
  const [east, south] = directionToSun(under.sun.azimuthDegrees).map((part) => Math.round(part * pixels)) as [
    number,
    number,
  ];
  return {
    column: window.column + Math.min(0, east),
    row: window.row + Math.min(0, south),
    width: window.width + Math.abs(east),
    height: window.height + Math.abs(south),
  };
}

/** The smallest window of a raster of codes that holds the whole object of shadow (8-connected) to which a pixel of shadow belongs. */
export function windowOfShadow(codes: Uint8Array, { width, height }: Size, at: Pick<Window, 'column' | 'row'>): Window {
  const runs = encodeRuns(codes, width, height);
  const { root } = connectRuns(runs, SHADOW_ONLY, true);
  const pixel = at.row * width + at.column;
  let own = runs.rowFirst[at.row]!;
  while (runs.starts[own + 1]! <= pixel) own++;
  let [left, top, right, bottom] = [at.column, at.row, at.column, at.row];
  for (let run = 0; run < root.length; run++) {
    if (root[run] !== root[own]) continue;
    const row = Math.floor(runs.starts[run]! / width);
    left = Math.min(left, runs.starts[run]! - row * width);
    right = Math.max(right, runs.starts[run + 1]! - 1 - row * width);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  return { column: left, row: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Drops shadows that no cloud can throw: an object of shadow (8-connected) becomes clear as a whole where less than a quarter
 * of its pixels have cloud or semi-transparent cloud on their way to the sun, up to {@link HIGHEST_CLOUD_METRES} high. A cloud counts
 * a pixel to either side of the way. Missing pixels, and all beyond the raster, may be cloud.
 *
 * Takes one more byte per pixel where the sun stands nearer to east or west than to south or north, and some 13 bytes per
 * run of equal codes.
 *
 * @param codes row by row; altered
 * @throws CancelledError
 */
export function dropLoneShadows(codes: Uint8Array, size: Size, under: UnderSun, signal?: CancelFlag): void {
  const { isAcross, ...rays } = raysOver(size, under);
  const { width, height } = size;
  const turned = isAcross ? { width: height, height: width } : size;
  const runs = encodeRuns(isAcross ? transposed(codes, size) : codes, turned.width, turned.height);
  const { starts } = runs;
  for (const run of loneRuns(runs, rays, signal)) {
    if (!isAcross) {
      codes.fill(CLEAR, starts[run]!, starts[run + 1]!);
      continue;
    }
    const column = Math.floor(starts[run]! / height);
    for (let at = starts[run]!; at < starts[run + 1]!; at++) codes[(at - column * height) * width + column] = CLEAR;
  }
}

/** Runs of the shadows that are dropped, of rows that rays cross. */
function* loneRuns(runs: RunRaster, rays: Rays, signal: CancelFlag | undefined): Generator<number> {
  const { root, pixels } = connectRuns(runs, SHADOW_ONLY, true);
  const met = pixelsUnderClouds(runs, root, rays, signal);
  for (let run = 0; run < root.length; run++) {
    const top = root[run]!;
    if (top !== -1 && met[top]! < LEAST_SHARE * pixels[top]!) yield run;
  }
}

/** How rays from the sun cross a raster, row by row from the one that lies nearest to the sun. */
interface Rays {
  /** Whether the last row lies nearest to the sun. */
  readonly isFromBelow: boolean;
  /** Pixels by which a ray has come nearer to the first pixel of a row when it has gone so many rows on. */
  readonly nearer: (rows: number) => number;
  /** Rows that a shadow may lie behind its cloud. */
  readonly reach: number;
}

/** Rays over a raster, or over the transposed one where the sun stands `isAcross`: in each step they go to the next row. */
function raysOver(
  { width, height }: Size,
  { pixelMetres, sun, origin = { column: 0, row: 0 } }: UnderSun,
): Rays & { readonly isAcross: boolean } {
  const [east, south] = directionToSun(sun.azimuthDegrees);
  const isAcross = Math.abs(east) > Math.abs(south);
  const [along, across, rows, before] = isAcross
    ? [east, south, width, origin.column]
    : [south, east, height, origin.row];
  const slope = across / Math.abs(along);
  const isFromBelow = along > 0;
  // Counted through the whole grid, so that rounding is the same in all its parts.
  const begin = isFromBelow ? 1 - rows - before : before;
  return {
    isAcross,
    isFromBelow,
    nearer: (gone) => Math.round(slope * (begin + gone)) - Math.round(slope * begin),
    reach: Math.floor((groundReachMetres(sun) * Math.abs(along)) / pixelMetres),
  };
}

/** Of each object of shadow, at its root, the pixels that have cloud, or what may be cloud, on their way to the sun. */
function pixelsUnderClouds(
  { width, height, starts, codes, rowFirst }: RunRaster,
  root: Int32Array,
  { isFromBelow, nearer, reach }: Rays,
  signal: CancelFlag | undefined,
): Int32Array {
  const met = new Int32Array(root.length);
  const last = nearer(height - 1);
  const before = Math.max(0, -last);
  /** For each ray the step of its last cloud; what lies beyond the raster, where it comes from, may be one. */
  const clouded = new Int32Array(width + Math.abs(last)).fill(-1);
  for (let step = 0, entered = before; step < height; step++) {
    if (step % 256 === 0) throwIfCancelled(signal);
    const row = isFromBelow ? height - 1 - step : step;
    const ray = before + nearer(step);
    const [from, to] = ray < entered ? [ray, entered] : [entered + width, ray + width];
    clouded.fill(step - 1, from, to);
    entered = ray;
    const shift = ray - row * width;
    for (let run = rowFirst[row]!; run < rowFirst[row + 1]!; run++) {
      if (!MAY_BE_CLOUD[codes[run]!]) continue;
      clouded.fill(step, Math.max(ray, starts[run]! + shift - 1), Math.min(ray + width, starts[run + 1]! + shift + 1));
    }
    for (let run = rowFirst[row]!; run < rowFirst[row + 1]!; run++) {
      if (codes[run] !== SHADOW) continue;
      let count = 0;
      for (let at = starts[run]! + shift; at < starts[run + 1]! + shift; at++)
        if (step - clouded[at]! <= reach) count++;
      met[root[run]!] = met[root[run]!]! + count;
    }
  }
  return met;
}

/** Side of the squares in which a raster is turned, so that both its rows and its columns stay in the processor's cache. */
const SQUARE = 64;

/** Columns of a raster as rows. */
function transposed(codes: Uint8Array, { width, height }: Size): Uint8Array {
  const out = new Uint8Array(codes.length);
  for (let top = 0; top < height; top += SQUARE)
    for (let left = 0; left < width; left += SQUARE) {
      const [bottom, right] = [Math.min(height, top + SQUARE), Math.min(width, left + SQUARE)];
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++) out[column * height + row] = codes[row * width + column]!;
    }
  return out;
}
