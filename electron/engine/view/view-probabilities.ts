import { CLOUD, SHADOW } from '../core/classes.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import { lowerPersistent } from '../mask/persistence.ts';
import { nearestPixel, type Warp } from '../raster/warp.ts';

/** What stands for a pixel outside of the raster: no network gives four certainties at once. */
const OUTSIDE = 0xffffffff;

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
