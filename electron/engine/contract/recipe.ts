import { z } from 'zod';
import { bandSchema, flaggedClassSchema, gridSchema, maskParametersSchema, packIdSchema } from './common.ts';

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
export type ExportFormat = (typeof OUTPUT_FORMATS)[number];

/** Rings of a polygon in lon/lat degrees (GeoJSON order: outer ring, then holes). */
export const polygonSchema = z
  .array(
    z
      .array(z.tuple([z.number(), z.number()]).readonly())
      .min(4)
      .readonly(),
  )
  .min(1)
  .readonly();

/** The scene, or the union of polygons in lon/lat degrees. */
export const areaSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scene') }),
  z.object({ kind: z.literal('polygon'), polygons: z.array(polygonSchema).min(1).readonly() }),
]);

export type Area = Readonly<z.infer<typeof areaSchema>>;

/** What to compute and write; the same for one product and for a queue of them. */
export const recipeSchema = z.object({
  grid: gridSchema,
  /** Null: the best pack for the product. */
  pack: packIdSchema.nullable().default(null),
  /** Null: the pack's own defaults. */
  parameters: maskParametersSchema.nullable().default(null),
  formats: z.array(z.enum(OUTPUT_FORMATS)).min(1).readonly(),
  /** Classes that count as cloudy in cleaned rasters. */
  cloudyClasses: z.array(flaggedClassSchema).readonly().default(['shadow', 'semi', 'cloud']),
  /** Bands and pixel size of cleaned rasters; an empty list is all that the product has there. */
  cleanedBands: z.array(bandSchema).readonly().default([]),
  cleanedGrid: gridSchema.default(20),
  cleanedStack: z.boolean().default(false),
  /** Simplification of polygons in metres; 0 keeps pixel edges, null is half a pixel. */
  simplifyMetres: z.number().min(0).max(1000).nullable().default(null),
});
export type Recipe = Readonly<z.infer<typeof recipeSchema>>;
