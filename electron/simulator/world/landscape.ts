import { hash2, noiseField, smoothStep, type View } from './noise.ts';
import { cutParcels, FOREST } from './parcels.ts';
import type { Extent } from './scene.ts';
import { urbanField, urbanMaterial } from './settlements.ts';
import { materialIndex } from './spectra.ts';

/** What covers every pixel of a view, row by row. */
export interface Landscape {
  /** Two covers (indices of `MATERIALS`) and the share of the second, 0 to 1. */
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly share: Float32Array;
  /** Factor on the reflectance. */
  readonly brightness: Float32Array;
}

const CROP = materialIndex('crop');
const GRASS = materialIndex('grass');
const RAPESEED = materialIndex('rapeseed');
const DRY_SOIL = materialIndex('drySoil');
const WET_SOIL = materialIndex('wetSoil');
const STUBBLE = materialIndex('stubble');
const CONIFER = materialIndex('conifer');
const BROADLEAF = materialIndex('broadleaf');
const WATER = materialIndex('water');
const TURBID = materialIndex('turbidWater');
const ASPHALT = materialIndex('asphalt');
const REED = materialIndex('reed');

/** Cover and share of second cover of a parcel, by its random identity: spring on the North European plain. */
function parcelCover(id: number): readonly [number, number, number] {
  const kind = (id & 0xffff) / 65536;
  const vigour = ((id >>> 16) & 0xff) / 256;
  if (kind < 0.42) return [CROP, DRY_SOIL, 0.32 * (1 - vigour)];
  if (kind < 0.53) return [RAPESEED, CROP, 0.35 * vigour];
  if (kind < 0.69) return [GRASS, CROP, 0.5 * vigour];
  if (kind < 0.81) return [DRY_SOIL, WET_SOIL, 0.7 * vigour];
  if (kind < 0.93) return [WET_SOIL, CROP, 0.35 * vigour];
  return [STUBBLE, GRASS, 0.5 * vigour];
}

/** Signed metres from the river's axis, about right near it. */
function riverField(view: View, seed: number, extent: Extent): Float32Array {
  const wide = noiseField(view, { seed: seed + 60, wavelengthMetres: 5200, octaves: 2, gain: 0.45 });
  const narrow = noiseField(view, { seed: seed + 61, wavelengthMetres: 1300 });
  return wide.map((value, at) => {
    const south = view.southMetres + (Math.floor(at / view.width) + 0.5) * view.pixelMetres;
    const east = view.eastMetres + ((at % view.width) + 0.5) * view.pixelMetres;
    return (
      0.62 *
      (south - 0.74 * extent.southMetres + 0.25 * (east - extent.eastMetres / 2) + 900 * value + 260 * narrow[at]!)
    );
  });
}

/** Lays the ground of a view: farmland, woods, lakes, a river, a town and villages. The same at every view and order. */
export function layLandscape(view: View, seed: number, extent: Extent): Landscape {
  const { width, height, pixelMetres } = view;
  const size = width * height;
  const parcels = cutParcels(view, seed);
  const forest = noiseField(view, { seed: seed + 50, ...FOREST });
  const species = noiseField(view, { seed: seed + 51, wavelengthMetres: 800, octaves: 3, gain: 0.6 });
  const lake = noiseField(view, { seed: seed + 52, wavelengthMetres: 2300, octaves: 4, gain: 0.42 });
  const mottle = noiseField(view, { seed: seed + 53, wavelengthMetres: 300, octaves: 2, gain: 0.5 });
  const crowns = noiseField(view, { seed: seed + 54, wavelengthMetres: 50, octaves: 2, gain: 0.6 });
  const relief = noiseField(view, { seed: seed + 55, wavelengthMetres: 1500, octaves: 3 });
  const river = riverField(view, seed, extent);
  const urban = urbanField(view, seed + 70, extent);
  const out: Landscape = {
    first: new Uint8Array(size),
    second: new Uint8Array(size),
    share: new Float32Array(size),
    brightness: new Float32Array(size),
  };
  const set = (at: number, first: number, second: number, share: number, brightness: number) => {
    out.first[at] = first;
    out.second[at] = second;
    out.share[at] = Math.min(1, Math.max(0, share));
    out.brightness[at] = brightness;
  };
  for (let at = 0; at < size; at++) {
    const east = view.eastMetres + ((at % width) + 0.5) * pixelMetres;
    const south = view.southMetres + (Math.floor(at / width) + 0.5) * pixelMetres;
    const toLake = Math.hypot(east - 0.27 * extent.eastMetres, (south - 0.52 * extent.southMetres) * 1.5);
    const depth = lake[at]! + 2.4 * Math.exp(-((toLake / 950) ** 2));
    const texture = 1 + 0.008 * crowns[at]!;
    if (depth > 2.1) {
      set(at, WATER, TURBID, smoothStep(2.3, 2.1, depth) * 0.6 + 0.1, 1 + 0.03 * mottle[at]!);
      continue;
    }
    if (Math.abs(river[at]!) < 34) {
      set(at, TURBID, WATER, 0.5, 1);
      continue;
    }
    if (depth > 2.02) {
      set(at, REED, GRASS, 0.4 + 0.2 * mottle[at]!, texture);
      continue;
    }
    if (urban[at]! > 0) {
      const cover = urbanMaterial(seed + 80, east, south, urban[at]!);
      const id = hash2(seed + 81, Math.floor(east / 23), Math.floor(south / 23)) / 4294967296;
      set(at, cover, cover, 0, (0.9 + 0.2 * id) * texture);
      continue;
    }
    const block = parcels.blocks[parcels.block[at]!]!;
    const wooded = 0.55 * block.forest + 0.45 * forest[at]!;
    const riparian = Math.abs(river[at]!) < 95 + 60 * species[at]! && species[at]! > -0.4;
    if (wooded > 0.5 || (riparian && wooded > -0.6)) {
      const leafy = smoothStep(-0.1, 0.5, species[at]! + (riparian ? 0.8 : 0));
      set(at, CONIFER, BROADLEAF, leafy, 1 + 0.05 * crowns[at]! + 0.03 * mottle[at]!);
      continue;
    }
    if (parcels.toBlockEdge[at]! < 7) {
      const hedge = (block.id & 3) === 0;
      set(at, hedge ? BROADLEAF : ASPHALT, GRASS, hedge ? 0.3 : 0.45, texture);
      continue;
    }
    const id = parcels.parcel[at]!;
    const [first, second, share] = parcelCover(id);
    const tone = 0.86 + 0.28 * ((id >>> 24) / 255);
    const edge = parcels.toParcelEdge[at]! < 5 ? 0.9 : 1;
    set(
      at,
      first,
      second,
      share + 0.09 * mottle[at]!,
      tone * edge * texture * (1 + 0.03 * mottle[at]! + 0.03 * relief[at]!),
    );
  }
  return out;
}
