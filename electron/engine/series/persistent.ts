import { LEAST_PERSISTENCE_DATES } from '../contract/limits.ts';
import { CLEAR, CLOUD, type ClassCode, MISSING, SHADOW } from '../core/classes.ts';

/** What dates saw of a block of pixels. */
export interface PersistenceBlock {
  readonly pixels: number;
  /** For every date the probabilities of the four classes (planes of 0 to 255, in their order) of the pixels. */
  readonly probabilities: readonly Uint8Array[];
  /** For every date and each of the compared bands reflectance * 10000; what is not there is {@link NOT_THERE}. */
  readonly values: readonly (readonly Int16Array[])[];
}

export const NOT_THERE = -32768;
/** A place is suspicious where it is cloud, or shadow, on more than this share of its dates. */
export const FLAGGED_SHARE = 0.6;
/** Half of all reflectances of ground that hardly varies lie within this, in reflectance, or within this share of their median. */
export const STEADY_REFLECTANCE = 0.015;
const STEADY_SHARE = 0.12;
const UNITS = 10_000;
/** A stored probability of one half. */
const HALF = 128;

/**
 * Tells places that are taken for cloud or shadow on most dates although they look the same on all of them: bright roofs,
 * lagoons and salt, dark lakes and slopes. Clouds come and go, so that their reflectance varies; half of all dates within
 * {@link STEADY_REFLECTANCE} of each other, in every compared band, is ground.
 *
 * @returns for every pixel {@link CLOUD} or {@link SHADOW} where it is persistent, {@link CLEAR} where it is not, {@link
 *   MISSING} where fewer than {@link LEAST_PERSISTENCE_DATES} dates saw it
 */
export function persistentCodes({ pixels, probabilities, values }: PersistenceBlock): Uint8Array {
  const codes = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) codes[pixel] = codeOf(pixel, pixels, probabilities, values);
  return codes;
}

function codeOf(
  pixel: number,
  pixels: number,
  probabilities: PersistenceBlock['probabilities'],
  values: PersistenceBlock['values'],
): ClassCode {
  let [dates, cloudy, shady] = [0, 0, 0];
  const seen: number[] = [];
  for (const [date, planes] of probabilities.entries()) {
    const clear = planes[pixel]!;
    const shadow = planes[pixels + pixel]!;
    const cloud = planes[2 * pixels + pixel]! + planes[3 * pixels + pixel]!;
    if (clear + shadow + cloud === 0 || values[date]!.some((band) => band[pixel] === NOT_THERE)) continue;
    dates++;
    seen.push(date);
    if (cloud >= HALF) cloudy++;
    if (shadow >= HALF) shady++;
  }
  if (dates < LEAST_PERSISTENCE_DATES) return MISSING;
  const code = cloudy > FLAGGED_SHARE * dates ? CLOUD : shady > FLAGGED_SHARE * dates ? SHADOW : CLEAR;
  if (code === CLEAR) return CLEAR;
  const bands = values[0]!.length;
  for (let band = 0; band < bands; band++)
    if (!isSteady(seen.map((date) => values[date]![band]![pixel]!))) return CLEAR;
  return code;
}

/** Whether the middle half of values lies close together. */
function isSteady(values: number[]): boolean {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return at(0.75) - at(0.25) <= Math.max(STEADY_REFLECTANCE * UNITS, STEADY_SHARE * at(0.5));
}
