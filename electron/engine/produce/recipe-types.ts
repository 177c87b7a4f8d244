import type { BandId, GridMetres } from '../core/bands.ts';
import type { ClassId, FlaggedClassId } from '../core/classes.ts';
import type { MaskParameters } from '../mask/types.ts';
import type { Rings } from './area.ts';

/** Everything that can be written for a product. */
export const OUTPUT_FORMATS = [
  'cog',
  'shp',
  'gpkg',
  'fgb',
  'geojson',
  'cleaned',
  'probabilities',
  'quicklook',
] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What to compute and write; the same for one product and for a queue of them. */
export interface Recipe {
  readonly grid: GridMetres;
  /** Null: the best pack for the product. */
  readonly pack: string | null;
  /** Null: the pack's own defaults. */
  readonly parameters: MaskParameters | null;
  readonly formats: readonly OutputFormat[];
  /** Classes that count as cloudy in cleaned rasters. */
  readonly cloudyClasses: readonly FlaggedClassId[];
  /** Bands of cleaned rasters; an empty list is all that the product has at `cleanedGrid` or finer. */
  readonly cleanedBands: readonly BandId[];
  readonly cleanedGrid: GridMetres;
  readonly cleanedStack: boolean;
  /** Simplification of polygons in metres; 0 keeps pixel edges, null is half a pixel. */
  readonly simplifyMetres: number | null;
}

/** The scene, or a polygon in lon/lat degrees. */
export type Area = { readonly kind: 'scene' } | { readonly kind: 'polygon'; readonly rings: Rings };

export interface WorkResult {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Percent of the valid pixels per class; of all pixels for missing. Null where no mask was made. */
  readonly percent: Readonly<Partial<Record<ClassId, number>>> | null;
  readonly seconds: number;
  readonly warnings: readonly string[];
}
