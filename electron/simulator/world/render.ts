import { BAND_IDS, type BandId, type GridMetres } from '../../engine/core/bands.ts';
import { layLandscape } from './landscape.ts';
import type { View } from './noise.ts';
import { isInSwath, type Scene } from './scene.ts';
import { BAND_OPTICS, SPECTRA } from './spectra.ts';
import { layWeather, type Weather } from './weather.ts';

/** What the instrument and the truth know of a window of a grid; every plane row by row, reflectances without noise. */
export interface Rendered {
  readonly width: number;
  readonly height: number;
  readonly reflectance: ReadonlyMap<BandId, Float32Array>;
  /** Reflectance of all clouds and of the cirrus alone, as seen from above without absorption. */
  readonly cloud: Float32Array;
  readonly cirrus: Float32Array;
  /** Share of the sun's disc that reaches the ground. */
  readonly direct: Float32Array;
  /** 1 where the swath does not reach. */
  readonly missing: Uint8Array;
}

const MARGIN_PIXELS = 2;
const FINE_METRES = 10;
const BANDS = BAND_IDS.length;

/** Reflectance of a cloud: two-stream solution without absorption, asymmetry 0.85 (Coakley and Chylek 1975, eq. 14). */
function cloudReflectance(depth: number, sunCosine: number): number {
  const scattered = 0.15 * depth;
  return scattered / (1.2 * sunCosine + scattered);
}

/** Blurs a plane by 1-2-1 weights in both directions, about the point spread of the instrument, and cuts the margin off. */
function blurAndCrop(plane: Float32Array, width: number, height: number): Float32Array {
  const across = new Float32Array(plane.length);
  for (let at = 1; at < plane.length - 1; at++) {
    across[at] = 0.25 * plane[at - 1]! + 0.5 * plane[at]! + 0.25 * plane[at + 1]!;
  }
  const innerWidth = width - 2 * MARGIN_PIXELS;
  const innerHeight = height - 2 * MARGIN_PIXELS;
  const out = new Float32Array(innerWidth * innerHeight);
  for (let row = 0; row < innerHeight; row++) {
    for (let column = 0; column < innerWidth; column++) {
      const at = (row + MARGIN_PIXELS) * width + column + MARGIN_PIXELS;
      out[row * innerWidth + column] = 0.25 * across[at - width]! + 0.5 * across[at]! + 0.25 * across[at + width]!;
    }
  }
  return out;
}

function averageBlocks(plane: Float32Array, width: number, height: number, factor: number): Float32Array {
  if (factor === 1) return plane;
  const columns = width / factor;
  const out = new Float32Array(columns * (height / factor));
  for (let row = 0; row < height; row++) {
    const line = Math.floor(row / factor) * columns;
    for (let column = 0; column < width; column++) {
      const at = line + Math.floor(column / factor);
      out[at] = out[at]! + plane[row * width + column]!;
    }
  }
  return out.map((sum) => sum / (factor * factor));
}

interface CloudLight {
  readonly low: Float32Array;
  readonly ice: Float32Array;
  readonly cloud: Float32Array;
}

function lightClouds(weather: Weather, sunCosine: number): CloudLight {
  const low = weather.lowDepth.map((depth) => cloudReflectance(depth, sunCosine));
  const ice = weather.cirrusDepth.map((depth) => cloudReflectance(depth, sunCosine));
  return { low, ice, cloud: low.map((value, at) => 1 - (1 - value) * (1 - ice[at]!)) };
}

function renderBand(
  band: number,
  scene: Scene,
  ground: ReturnType<typeof layLandscape>,
  weather: Weather,
  light: CloudLight,
): Float32Array {
  const optics = BAND_OPTICS[band]!;
  const atTop = scene.level === 'L1C';
  const toGround = atTop ? optics.toGround : 1;
  const toLow = atTop ? optics.toLowCloud : 1;
  const toIce = atTop ? optics.toCirrus : 1;
  const out = new Float32Array(ground.share.length);
  for (let at = 0; at < out.length; at++) {
    const share = ground.share[at]!;
    const first = SPECTRA[ground.first[at]! * BANDS + band]!;
    const second = SPECTRA[ground.second[at]! * BANDS + band]!;
    const surface = (first + (second - first) * share) * ground.brightness[at]!;
    const direct = weather.direct[at]!;
    const sky = optics.diffuse * (1.15 - 0.15 * direct);
    const low = light.low[at]!;
    const ice = light.ice[at]!;
    const lit = surface * toGround * ((1 - optics.diffuse) * direct + sky);
    const cloudTop = low * toLow * optics.water * weather.topLight[at]!;
    const aboveLow = lit * (1 - low) ** 1.6 + cloudTop;
    const aboveAll = aboveLow * (1 - ice) ** 1.6 + ice * toIce * optics.ice;
    out[at] = atTop ? aboveAll + optics.path * (1 - 0.55 * low) : aboveAll;
  }
  return out;
}

/**
 * Renders a window of one grid of the scene: everything is worked out at 10 m, blurred by the instrument and averaged,
 * so that the grids agree and neighbouring windows fit.
 */
export function render(
  scene: Scene,
  pixelMetres: GridMetres,
  window: { readonly column: number; readonly row: number; readonly width: number; readonly height: number },
  bands: readonly BandId[],
): Rendered {
  const factor = pixelMetres / FINE_METRES;
  const fineWidth = window.width * factor;
  const fineHeight = window.height * factor;
  const view: View = {
    eastMetres: window.column * pixelMetres - MARGIN_PIXELS * FINE_METRES,
    southMetres: window.row * pixelMetres - MARGIN_PIXELS * FINE_METRES,
    pixelMetres: FINE_METRES,
    width: fineWidth + 2 * MARGIN_PIXELS,
    height: fineHeight + 2 * MARGIN_PIXELS,
  };
  const ground = layLandscape(view, scene.seed, scene.extent);
  const weather = layWeather(view, scene);
  const light = lightClouds(weather, Math.cos((scene.sunZenithDegrees * Math.PI) / 180));
  const finish = (plane: Float32Array) =>
    averageBlocks(blurAndCrop(plane, view.width, view.height), fineWidth, fineHeight, factor);
  const missing = new Uint8Array(window.width * window.height);
  for (let at = 0; at < missing.length; at++) {
    const east = (window.column + (at % window.width) + 1) * pixelMetres;
    const south = (window.row + Math.floor(at / window.width) + 1) * pixelMetres;
    missing[at] = isInSwath(scene, east, south) ? 0 : 1;
  }
  return {
    width: window.width,
    height: window.height,
    reflectance: new Map(
      bands.map((band) => [band, finish(renderBand(BAND_IDS.indexOf(band), scene, ground, weather, light))]),
    ),
    cloud: finish(light.cloud),
    cirrus: finish(light.ice),
    direct: finish(weather.direct),
    missing,
  };
}
