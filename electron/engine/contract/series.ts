import { z } from 'zod';
import {
  bandSchema,
  correctionsSchema,
  gridSchema,
  handleSchema,
  maskParametersSchema,
  packIdSchema,
} from './common.ts';
import { areaSchema } from './recipe.ts';

/** One date of a place: an open product with the network, sliders and corrections of its mask. */
const seriesDateSchema = z.object({
  product: z.string(),
  /** Null: the best pack for the product. */
  pack: packIdSchema.nullable().default(null),
  /** Null: the pack's own defaults. */
  parameters: maskParametersSchema.nullable().default(null),
  corrections: correctionsSchema.default([]),
});

/** Part of `JobRequest`: the best clear observation of every pixel over dates of one tile, as one GeoTIFF. */
export const compositeJobSchema = z.object({
  kind: z.literal('composite'),
  dates: z.array(seriesDateSchema).min(1).max(250),
  /** Pixel size of the composite, and of the masks. */
  grid: gridSchema,
  maskGrid: gridSchema,
  /** Empty: all that the products have in common. */
  bands: z.array(bandSchema).default([]),
  /** `2024-05-06`: observations near it are preferred. */
  targetDate: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'is no date like 2024-05-06')
    .nullable()
    .default(null),
  area: areaSchema.default({ kind: 'scene' }),
  /** Folder that the user chose, and name of the file in it, without ending. */
  target: handleSchema,
  name: z
    .string()
    .min(1)
    .max(150)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a name must not have.
    .regex(/^[^<>:"/\\|?*\u0000-\u001f]+$/, 'has characters that a file name cannot have')
    .regex(/[^. ]$/, 'must not end in a dot or blank'),
  overwrite: z.boolean().default(false),
});
export type CompositeJobRequest = z.infer<typeof compositeJobSchema>;
