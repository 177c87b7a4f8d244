import { CLEAR, CLOUD, SHADOW } from '../core/classes.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import { thresholdByte } from '../mask/parameters.ts';
import { classifyLowered, lowerPersistent } from '../mask/persistence.ts';
import type { MaskParameters } from '../mask/types.ts';
import { nearestPixel, type Warp } from '../raster/warp.ts';

/** What stands for a pixel outside of the raster: no network gives four certainties at once. */
const OUTSIDE = 0xffffffff;
const SURELY_CLEAR = [0, 0, 0, 255];

/**
 * Probabilities under a view, nearest sampling as of a mask under it (`sampleClasses`): four bytes per pixel, shadow,
 * semi-transparent, cloud, clear. Four zeros are a missing pixel, four 255 lie outside. Persistent places are lowered by
 * `weight` as a mask's session lowers them, so that what the graphics card classifies is the mask to the byte.
 */
export function sampleProbabilities(
  { width, height, planes, persistent }: ProbabilityRaster,
  warp: Warp,
  weight = 0,
): Uint8Array {
  const out = new Uint8Array(4 * warp.width * warp.height);
  const pixels = new Uint32Array(out.buffer);
  const count = width * height;
  const pixel = new Uint8Array(4);
  for (let i = 0; i < pixels.length; i++) {
    const from = nearestPixel(warp, { width, height }, i);
    if (from < 0) {
      pixels[i] = OUTSIDE;
      continue;
    }
    const place = weight > 0 ? persistent?.[from] : undefined;
    if (place === CLOUD || place === SHADOW) {
      for (let plane = 0; plane < 4; plane++) pixel[plane] = planes[plane * count + from]!;
      lowerPersistent(pixel, Uint8Array.of(place), weight);
      out.set([pixel[1]!, pixel[2]!, pixel[3]!, pixel[0]!], 4 * i);
      continue;
    }
    out[4 * i] = planes[count + from]!;
    out[4 * i + 1] = planes[2 * count + from]!;
    out[4 * i + 2] = planes[3 * count + from]!;
    out[4 * i + 3] = planes[from]!;
  }
  return out;
}

/**
 * Takes for clear what thresholds call shadow and the mask calls clear, since no cloud throws it, in pixels as of
 * {@link sampleProbabilities}. While a threshold moves it stays clear, though a cloud may come up that would throw it.
 *
 * @param pixels altered, and returned
 * @param codes of the mask under the same view
 * @param shadow least probability that claims a pixel for shadow, 0 to 1
 */
export function hideLoneShadows(pixels: Uint8Array, codes: Uint8Array, shadow: number): Uint8Array {
  const least = thresholdByte(shadow);
  for (let i = 0; i < codes.length; i++)
    if (codes[i] === CLEAR && pixels[4 * i]! >= least) pixels.set(SURELY_CLEAR, 4 * i);
  return pixels;
}

/** The classes under a view where thresholds alone make them (`classifyLowered`), of its own pixels only; 0 outside. */
export function classifyUnder(
  { width, height, pixelMetres, planes, persistent }: ProbabilityRaster,
  warp: Warp,
  parameters: MaskParameters,
): Uint8Array {
  const [count, size] = [width * height, warp.width * warp.height];
  const seen = new Uint8Array(4 * size);
  const places = persistent && new Uint8Array(size);
  const outside: number[] = [];
  for (let i = 0; i < size; i++) {
    const from = nearestPixel(warp, { width, height }, i);
    if (from < 0) {
      outside.push(i);
      continue;
    }
    for (let plane = 0; plane < 4; plane++) seen[plane * size + i] = planes[plane * count + from]!;
    if (places) places[i] = persistent[from]!;
  }
  const codes = new Uint8Array(size);
  const shown = { width: warp.width, height: warp.height, pixelMetres, planes: seen };
  classifyLowered(places ? { ...shown, persistent: places } : shown, parameters, codes);
  for (const i of outside) codes[i] = 0;
  return codes;
}

/**
 * Four bytes per pixel by which a slider is followed (`reachOfClasses`, `changesByArea`: four 0 missing) under a view, nearest
 * sampling as of a mask: four 255 outside.
 */
export function sampleFollowed(
  pixels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  warp: Warp,
): Uint8Array {
  const from = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  const out = new Uint32Array(warp.width * warp.height).fill(OUTSIDE);
  for (let i = 0; i < out.length; i++) {
    const at = nearestPixel(warp, { width, height }, i);
    if (at >= 0) out[i] = from[at]!;
  }
  return new Uint8Array(out.buffer);
}
