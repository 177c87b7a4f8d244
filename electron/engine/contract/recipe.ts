import { z } from 'zod';
import type { FormatOptions } from '../export/format.ts';
import { FORMATS } from '../export/formats.ts';
import { bandSchema, flaggedClassSchema, gridSchema, maskParametersSchema, packIdSchema } from './common.ts';

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

/** What formats heed; says the same as `FormatOptions`. */
const formatOptions = {
  cloudyClasses: z.array(flaggedClassSchema).readonly().default(['shadow', 'semi', 'cloud']),
  cleanedBands: z.array(bandSchema).readonly().default([]),
  cleanedGrid: gridSchema.default(20),
  cleanedStack: z.boolean().default(false),
  simplifyMetres: z.number().min(0).max(1000).nullable().default(null),
} satisfies { readonly [Name in keyof FormatOptions]: z.ZodType<FormatOptions[Name]> };

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
