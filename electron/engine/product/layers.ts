import { type BandId, type GridMetres, isBandId } from '../core/bands.ts';
import { baseName, folderOf } from './files.ts';

/** What a raster file of a product holds, by its name. */
export type Layer = BandId | 'SCL' | 'CLDPRB' | 'SNWPRB' | 'CLASSI' | 'TCI' | 'PVI';

/** Names by which layers other than the bands go, over the versions of the format. */
const LAYER_NAMES: Readonly<Record<string, Layer>> = {
  SCL: 'SCL',
  CLDPRB: 'CLDPRB',
  CLD: 'CLDPRB',
  SNWPRB: 'SNWPRB',
  SNW: 'SNWPRB',
  CLASSI: 'CLASSI',
  TCI: 'TCI',
  PVI: 'PVI',
};
/** Other images of products, and bands that were written here with clouds taken out (`..._clean_B02_20m.tif`). */
const OTHER_LAYERS = /^(AOT|WVP|DEM|DDV|DETFOO|QUALIT|DEFECT|SATURA|NODATA|TECQUA|CLOLOW|CLOUDS|CLEAN)$/;
/** Endings that raster files go by; what they hold is told by their content. */
export const RASTER_ENDING = /\.(jp2|j2k|jpx|jpf|tiff?)$/i;

/**
 * Names of the bands by colour, as STAC catalogues give them (extension `eo`, common names, and Earth Search's keys);
 * only as the last part of a name.
 */
const COMMON_NAMES: Readonly<Record<string, Layer>> = {
  COASTAL: 'B01',
  BLUE: 'B02',
  GREEN: 'B03',
  RED: 'B04',
  REDEDGE1: 'B05',
  REDEDGE2: 'B06',
  REDEDGE3: 'B07',
  NIR: 'B08',
  NIR08: 'B8A',
  NIR09: 'B09',
  CIRRUS: 'B10',
  SWIR16: 'B11',
  SWIR22: 'B12',
};

/** The layer that a raster file's name gives by colour (`red.tif`, `S2A_33UVU_20240506_0_L2A_swir16.tif`), or null. */
export function commonLayerOf(path: string): Layer | null {
  const name = baseName(path);
  if (!RASTER_ENDING.test(name)) return null;
  const last = /[^_\-.\s]+$/.exec(name.replace(RASTER_ENDING, ''))?.[0];
  return COMMON_NAMES[last?.toUpperCase() ?? ''] ?? null;
}

/** The layer and, where it is told, the pixel size that a raster file's path names; null for anything else. */
export function layerOf(path: string): { readonly layer: Layer; readonly metres: GridMetres | null } | null {
  const name = baseName(path);
  if (!RASTER_ENDING.test(name)) return null;
  const tokens = name
    .replace(RASTER_ENDING, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .map((token) => token.replace(/^B(?=\d$)/, 'B0'));
  if (tokens.some((token) => OTHER_LAYERS.test(token))) return null;
  const layers = new Set(tokens.map((token) => LAYER_NAMES[token] ?? (isBandId(token) ? token : undefined)));
  layers.delete(undefined);
  // MSK_CLASSI_B00 names no band; a name with two layers is a composite of somebody's.
  const [layer] = layers;
  if (layer === undefined || layers.size > 1) return null;
  const told =
    tokens.map((token) => /^(10|20|60)M$/.exec(token)?.[1]).find(Boolean) ??
    /(?:^|\/)R(10|20|60)m(?:\/|$)/i.exec(folderOf(path))?.[1];
  return { layer, metres: told === undefined ? null : (Number(told) as GridMetres) };
}

/** A folder with files of so many bands is a product without metadata. */
const FEWEST_BANDS = 3;

/** Whether names in a folder are those of band files of a product without metadata. */
export function holdsBandFiles(names: readonly string[]): boolean {
  const layers = new Set(names.flatMap((name) => layerOf(name)?.layer ?? commonLayerOf(name) ?? []));
  return [...layers].filter((layer) => isBandId(layer)).length >= FEWEST_BANDS && !names.some(isOfAnother);
}

/** Band files of Landsat have names much like those of Sentinel-2, and other bands. */
export function isOfAnother(name: string): boolean {
  return /(^|_)L[COTEM]0[4-9]_/i.test(name) || /HLS\.L30\./.test(name);
}
