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
const OTHER_LAYERS = /^(AOT|WVP|DEM|DDV|DETFOO|QUALIT|DEFECT|SATURA|NODATA|TECQUA|CLOLOW|CLOUDS)$/;
/** Endings that raster files go by; what they hold is told by their content. */
export const RASTER_ENDING = /\.(jp2|j2k|jpx|jpf|tiff?)$/i;

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
