import { type BandId, GRID_METRES, type GridMetres, isBandId } from '../../core/bands.ts';

/** What an array of a product holds. */
export type ZarrLayer = BandId | 'SCL' | 'CLDPRB' | 'SNWPRB' | 'CLASSI';

/** An array that is read, by its path. */
export interface LayerPath {
  readonly layer: ZarrLayer;
  readonly metres: GridMetres;
  readonly path: string;
  /** Path of its resolution. */
  readonly group: string;
}

const PLACES: readonly (readonly [RegExp, (name: string) => ZarrLayer | null])[] = [
  [
    /(^|\/)measurements\/reflectance$/,
    (name) => (isBandId(name.toUpperCase()) ? (name.toUpperCase() as BandId) : null),
  ],
  [/(^|\/)conditions\/mask\/l2a_classification$/, (name) => (name === 'scl' ? 'SCL' : null)],
  [/(^|\/)conditions\/mask\/l1c_classification$/, (name) => (name === 'b00' ? 'CLASSI' : null)],
  [
    /(^|\/)quality\/probability$/,
    (name) => (name === 'cld' || name === 'snw' ? (name === 'cld' ? 'CLDPRB' : 'SNWPRB') : null),
  ],
];

/** The layer of an array in the groups of the format, `measurements/reflectance/r10m/b02`; null for anything else. */
export function layerAt(path: string): LayerPath | null {
  // GeoZarr's first writers put each level of a resolution into a group of its own, the finest of which is `0`.
  const found = /^(.+)\/(r(10|20|60)m(?:\/0)?)\/([^/]+)$/.exec(path);
  const metres = GRID_METRES.find((size) => size === Number(found?.[3]));
  if (!found || metres === undefined) return null;
  const [, place, resolution, , name] = found as unknown as [string, string, string, string, string];
  const layer = PLACES.find(([pattern]) => pattern.test(place))?.[1](name.toLowerCase()) ?? null;
  return layer && { layer, metres, path, group: `${place}/${resolution}` };
}
