import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { BandId } from '../core/bands.ts';
import type { Window } from '../core/grid.ts';
import type { Choices, ObservationBlock } from './medoid.ts';

/** Added to whole numbers of 1/10000 reflectance, so that negative ones are kept and 0 is free for no data. */
export const DN_OFFSET = 1000;
const LARGEST_DN = 2 ** 16 - 1;

/** A strip of the composite, as wide as all of it: planes of 16-bit values, bands first, then day, then count. */
export interface Strip {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Uint16Array[];
}

/** A strip of so many bands, of the day and of the count of observations: all zero, no data. */
export function emptyStrip(width: number, height: number, bands: number): Strip {
  return { width, height, planes: Array.from({ length: bands + 2 }, () => new Uint16Array(width * height)) };
}

/**
 * Puts a block's choices into its strip.
 *
 * @param written for every band of the strip its number in the block
 * @param days of the dates of the block, counted from 1970-01-01
 * @param column of the block within the strip
 * @returns pixels that were taken of each date
 */
export function placeChoices(
  strip: Strip,
  block: ObservationBlock,
  choices: Choices,
  place: { readonly window: Window; readonly column: number },
  { written, days }: { readonly written: readonly number[]; readonly days: readonly number[] },
): number[] {
  const { pixels, bands, values } = block;
  const taken = days.map(() => 0);
  const [dayPlane, countPlane] = strip.planes.slice(-2) as [Uint16Array, Uint16Array];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const date = choices.chosen[pixel]! - 1;
    if (date < 0) continue;
    const row = Math.floor(pixel / place.window.width);
    const at = row * strip.width + place.column + (pixel % place.window.width);
    for (const [index, band] of written.entries()) {
      const value = values[(date * bands + band) * pixels + pixel]! + DN_OFFSET;
      strip.planes[index]![at] = value < 1 ? 1 : value > LARGEST_DN ? LARGEST_DN : value;
    }
    dayPlane[at] = days[date]!;
    countPlane[at] = choices.observations[pixel]!;
    taken[date] = taken[date]! + 1;
  }
  return taken;
}

/** Name of the raw file of a plane. */
export const planeFile = (plane: number): string => `plane-${plane}.raw`;

/** Appends a strip to the raw files of its planes. */
export async function appendStrip(folder: string, { planes }: Strip): Promise<void> {
  for (const [index, plane] of planes.entries()) {
    const handle = await open(join(folder, planeFile(index)), 'a');
    try {
      await handle.writeFile(new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
    } finally {
      await handle.close();
    }
  }
}

/** Which bands are compared, and which are written. */
export interface BandChoice {
  /** Those that are read: the compared ones first, then written ones that are not compared. */
  readonly read: readonly BandId[];
  readonly compared: number;
  readonly written: readonly BandId[];
}
