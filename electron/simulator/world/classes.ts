import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../../engine/core/classes.ts';
import { random2, smoothStep } from './noise.ts';
import type { Rendered } from './render.ts';

/** Below this share of the sun's disc the ground counts as shadowed. */
const SHADOW_DIRECT = 0.7;
/** From this cloud reflectance on a pixel is semi-transparent, and from that on it is cloud. */
const SEMI_REFLECTANCE = 0.035;
const CLOUD_REFLECTANCE = 0.28;
/** What the mask of Level 1C, a coarse one, takes for opaque cloud and for cirrus. */
const OPAQUE_REFLECTANCE = 0.4;
const CIRRUS_REFLECTANCE = 0.06;

/** The truth by physics, in the codes of the mask's classes. */
export function truthCodes(rendered: Rendered): Uint8Array {
  return rendered.missing.map((missing, at) => {
    if (missing) return MISSING;
    const cloud = rendered.cloud[at]!;
    if (cloud >= CLOUD_REFLECTANCE) return CLOUD;
    if (cloud >= SEMI_REFLECTANCE) return SEMI;
    return rendered.direct[at]! < SHADOW_DIRECT ? SHADOW : CLEAR;
  });
}

/** Codes of the scene classification layer that the simulation writes. */
const SCL = {
  noData: 0,
  shadow: 3,
  vegetation: 4,
  bare: 5,
  water: 6,
  unclassified: 7,
  cloudMedium: 8,
  cloudHigh: 9,
  cirrus: 10,
} as const;

/**
 * Cloud probability in percent from single pixels: bright, white, and no brighter in the SWIR than in the visible.
 * Bare bright ground and roofs are partly taken for clouds, thin clouds and their edges missed.
 */
export function cloudProbability(rendered: Rendered): Uint8Array {
  const [blue, red, swir] = (['B02', 'B04', 'B11'] as const).map((band) => rendered.reflectance.get(band)!);
  return rendered.missing.map((missing, at) => {
    if (missing) return 0;
    const bright = smoothStep(0.14, 0.4, red![at]!);
    const white = smoothStep(0.5, 0.85, blue![at]! / Math.max(red![at]!, 0.001));
    const coldAbove = smoothStep(0.25, 0.75, blue![at]! / Math.max(swir![at]!, 0.001));
    return Math.round(100 * bright * white * coldAbove);
  });
}

/** MSK_CLASSI of Level 1C: opaque cloud, cirrus and snow, 0 or 1 each, pixel-interleaved. */
export function classificationMask(rendered: Rendered): Uint8Array {
  const out = new Uint8Array(3 * rendered.missing.length);
  for (let at = 0; at < rendered.missing.length; at++) {
    if (rendered.missing[at]) continue;
    const opaque = rendered.cloud[at]! > OPAQUE_REFLECTANCE;
    out[3 * at] = opaque ? 1 : 0;
    out[3 * at + 1] = !opaque && rendered.cirrus[at]! > CIRRUS_REFLECTANCE ? 1 : 0;
  }
  return out;
}

/**
 * A scene classification with the weaknesses of a threshold method: it keeps to pixel values, so it finds only dark
 * shadows, takes bright roofs for clouds, loses thin edges, and is ragged.
 */
export function sceneClassification(
  rendered: Rendered,
  probability: Uint8Array,
  seed: number,
  origin: { readonly column: number; readonly row: number },
): Uint8Array {
  const plane = (band: 'B03' | 'B04' | 'B8A' | 'B11') => rendered.reflectance.get(band)!;
  const [green, red, infrared, swir] = [plane('B03'), plane('B04'), plane('B8A'), plane('B11')];
  return rendered.missing.map((missing, at) => {
    if (missing) return SCL.noData;
    const jitter = random2(seed, origin.column + (at % rendered.width), origin.row + Math.floor(at / rendered.width));
    if (probability[at]! > 78) return SCL.cloudHigh;
    if (probability[at]! > 38) return SCL.cloudMedium;
    if (rendered.cirrus[at]! > 0.075 + 0.02 * jitter) return SCL.cirrus;
    const vegetation = (infrared[at]! - red[at]!) / (infrared[at]! + red[at]!);
    if (infrared[at]! < 0.06 && green[at]! > swir[at]!) return SCL.water;
    if (infrared[at]! < 0.115 + 0.02 * jitter && swir[at]! < 0.1) return SCL.shadow;
    if (vegetation > 0.42) return SCL.vegetation;
    return red[at]! > 0.075 ? SCL.bare : SCL.unclassified;
  });
}
