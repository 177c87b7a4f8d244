import { z } from 'zod';
import { formatOptions } from '../export/format-options.ts';
import { FORMATS } from '../export/formats.ts';
import { gridSchema, maskParametersSchema, packIdSchema } from './common.ts';

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
  z.object({
    kind: z.literal('polygon'),
    polygons: z.array(polygonSchema).min(1).readonly(),
    /** What it is called; part of the names of files. */
    name: z.string().min(1).max(100).optional(),
  }),
]);

export type Area = Readonly<z.infer<typeof areaSchema>>;

/** What to compute and write; the same for one product and for a queue of them. */
export const recipeSchema = z.object({
  grid: gridSchema,
  /** Null: the best pack for the product. */
  pack: packIdSchema.nullable().default(null),
  /** Null: the pack's own defaults. */
  parameters: maskParametersSchema.nullable().default(null),
  formats: z
    .array(z.enum(FORMATS.map(({ id }) => id)))
    .min(1)
    .readonly(),
  ...formatOptions,
});
export type Recipe = Readonly<z.infer<typeof recipeSchema>>;
