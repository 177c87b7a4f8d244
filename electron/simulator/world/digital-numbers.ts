import { BAND_IDS, type BandId, type GridMetres } from '../../engine/core/bands.ts';
import { hash2 } from './noise.ts';
import type { Rendered } from './render.ts';
import type { Scene } from './scene.ts';

/** DN = reflectance * 10000 + 1000, as from processing baseline 04.00 on. */
export const QUANTIFICATION = 10_000;
export const OFFSET_DN = -1000;
const LARGEST_DN = 2 ** 15 - 1;
/** Standard deviation of the instrument's noise in reflectance. */
const SENSOR_NOISE = 0.00006;
/** Texture grows with the reflectance up to here; clouds are smooth. */
const BRIGHTEST_TEXTURE = 0.25;
/** Standard deviation of the sum of the four bytes of a random word, and its mean. */
const FOUR_BYTES_DEVIATION = 147.8;
const FOUR_BYTES_MEAN = 510;

/** Pseudo-random number of zero mean and unit deviation, nearly normal. */
function normal(seed: number, column: number, row: number): number {
  const word = hash2(seed, column, row);
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - FOUR_BYTES_MEAN) / FOUR_BYTES_DEVIATION;
}

/** Digital numbers of one band of a rendered window, with texture and noise; 0 outside of the swath, else 1 to 32767. */
export function digitalNumbers(
  rendered: Rendered,
  band: BandId,
  scene: Scene,
  pixelMetres: GridMetres,
  origin: { readonly column: number; readonly row: number },
): Uint16Array {
  const reflectance = rendered.reflectance.get(band)!;
  const seed = scene.seed + 5000 + 100 * BAND_IDS.indexOf(band) + pixelMetres;
  const out = new Uint16Array(reflectance.length);
  for (let at = 0; at < out.length; at++) {
    if (rendered.missing[at]) continue;
    const value = reflectance[at]!;
    const deviation = Math.hypot(SENSOR_NOISE, scene.grain * Math.min(value, BRIGHTEST_TEXTURE));
    const column = origin.column + (at % rendered.width);
    const row = origin.row + Math.floor(at / rendered.width);
    const noisy = value + deviation * normal(seed, column, row);
    out[at] = Math.min(LARGEST_DN, Math.max(1, Math.round(noisy * QUANTIFICATION - OFFSET_DN)));
  }
  return out;
}

/** Reflectance that is white in the true-colour image. */
const WHITE_REFLECTANCE = 0.3558;

/** Pixel-interleaved true-colour samples, 1 to 255, 0 where there is no data. */
export function trueColour(red: Uint16Array, green: Uint16Array, blue: Uint16Array): Uint8Array {
  const out = new Uint8Array(3 * red.length);
  for (const [component, plane] of [red, green, blue].entries()) {
    for (let at = 0; at < plane.length; at++) {
      const dn = plane[at]!;
      if (dn === 0) continue;
      const value = 1 + (254 * (dn + OFFSET_DN)) / QUANTIFICATION / WHITE_REFLECTANCE;
      out[3 * at + component] = Math.min(255, Math.max(1, Math.round(value)));
    }
  }
  return out;
}
