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
/** Stands for the shadow pixels that have one. */
const MET = MISSING + 1;
const SHADOW_ONLY = Uint8Array.from({ length: MISSING + 1 }, (_, code) => (code === SHADOW ? 1 : 0));

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
export function windowOfShadow(
  codes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  at: Pick<Window, 'column' | 'row'>,
): Window {
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

/** {@link dropLoneShadows} of a raster of codes (row by row), which it alters. @throws CancelledError */
export function clearLoneShadows(
  codes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  under: UnderSun,
  signal?: CancelFlag,
): void {
  const { starts, codes: kept } = dropLoneShadows(encodeRuns(codes, width, height), codes, under, signal);
  for (let run = 0; run < kept.length; run++) codes.fill(kept[run]!, starts[run]!, starts[run + 1]!);
}

/**
 * Drops shadows that no cloud can throw: an object of shadow (8-connected) becomes clear as a whole where less than a quarter
 * of its pixels have cloud or semi-transparent cloud on their way to the sun, up to {@link HIGHEST_CLOUD_METRES} high. A cloud counts
 * a pixel to either side of the way. Missing pixels, and all beyond the raster, may be cloud.
 *
 * @param codes the same raster, row by row; of no use afterwards
 * @returns new codes on the same runs
 * @throws CancelledError
 */
export function dropLoneShadows(runs: RunRaster, codes: Uint8Array, under: UnderSun, signal?: CancelFlag): RunRaster {
  const { root, pixels } = connectRuns(runs, SHADOW_ONLY, true);
  markShadowsOfClouds(codes, runs, under, signal);
  const met = new Int32Array(root.length);
  for (let run = 0; run < root.length; run++) {
    if (root[run] === -1) continue;
    for (let at = runs.starts[run]!; at < runs.starts[run + 1]!; at++) if (codes[at] === MET) met[root[run]!]!++;
  }
  const kept = runs.codes.slice();
  for (let run = 0; run < root.length; run++) {
    const top = root[run]!;
    if (top !== -1 && met[top]! < LEAST_SHARE * pixels[top]!) kept[run] = CLEAR;
  }
  return { ...runs, codes: kept };
}

/** How rays from the sun cross a raster: line by line (rows or columns), from the one that lies nearest to the sun. */
interface Rays {
  readonly lines: number;
  readonly places: number;
  /** Index of a pixel of the first line, and what a line and a place in it add to it. */
  readonly first: number;
  readonly line: number;
  readonly place: number;
  /** Places by which a ray has come nearer to the first place of a line when it has gone so many lines on. */
  readonly nearer: (lines: number) => number;
  /** Lines that a shadow may lie behind its cloud. */
  readonly reach: number;
}

function raysOver(
  { width, height }: { readonly width: number; readonly height: number },
  { pixelMetres, sun, origin = { column: 0, row: 0 } }: UnderSun,
): Rays {
  const [east, south] = directionToSun(sun.azimuthDegrees);
  const byRows = Math.abs(south) >= Math.abs(east);
  const [along, across] = byRows ? [south, east] : [east, south];
  const [lines, places] = byRows ? [height, width] : [width, height];
  const [line, place] = byRows ? [width, 1] : [1, width];
  const metres = groundReachMetres(sun);
  const slope = across / Math.abs(along);
  const before = byRows ? origin.row : origin.column;
  // Counted through the whole grid, so that rounding is the same in all its parts.
  const begin = along > 0 ? 1 - lines - before : before;
  return {
    ...{ lines, places, place, nearer: (gone) => Math.round(slope * (begin + gone)) - Math.round(slope * begin) },
    first: along > 0 ? (lines - 1) * line : 0,
    line: along > 0 ? -line : line,
    reach: Math.floor((metres * Math.abs(along)) / pixelMetres),
  };
}

/** Marks each pixel of shadow that has cloud, or what may be cloud, on its way to the sun. */
function markShadowsOfClouds(
  codes: Uint8Array,
  size: { readonly width: number; readonly height: number },
  under: UnderSun,
  signal: CancelFlag | undefined,
): void {
  const { lines, places, first, line, place, nearer, reach } = raysOver(size, under);
  const inAll = nearer(lines - 1);
  const before = Math.max(0, -inAll);
  /** For each ray the lines since the last cloud; what has just come in has one behind it. */
  const since = new Uint32Array(places + Math.abs(inAll));
  for (let step = 0; step < lines; step++) {
    if (step % 256 === 0) throwIfCancelled(signal);
    const ray = before + nearer(step);
    const start = first + step * line;
    let left = false;
    let here = mayBeCloud(codes[start]!);
    for (let at = 0, pixel = start; at < places; at++, pixel += place) {
      const right = at + 1 < places && mayBeCloud(codes[pixel + place]!);
      const lasts = left || here || right ? 0 : since[ray + at]! + 1;
      since[ray + at] = lasts;
      if (lasts <= reach && codes[pixel] === SHADOW) codes[pixel] = MET;
      left = here;
      here = right;
    }
  }
}

const mayBeCloud = (code: number): boolean => code === CLOUD || code === SEMI || code === MISSING;
