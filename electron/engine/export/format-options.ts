import { z } from 'zod';
import { bandSchema, flaggedClassSchema, gridSchema } from '../core/schemas.ts';
import { nameTemplateSchema } from './name-template.ts';

/** What of a recipe formats look at. */
export const formatOptions = {
  /** Classes that count as cloudy in cleaned rasters. */
  cloudyClasses: z.array(flaggedClassSchema).readonly().default(['shadow', 'semi', 'cloud']),
  /** Bands of cleaned rasters; an empty list is all that the product has at their pixel size. */
  cleanedBands: z.array(bandSchema).readonly().default([]),
  /** Pixel size of cleaned rasters, metres. */
  cleanedGrid: gridSchema.default(20),
  /** One file for all bands instead of a file each. */
  cleanedStack: z.boolean().default(false),
  /** Simplification of polygons in metres; 0 keeps pixel edges, null is half a pixel. */
  simplifyMetres: z.number().min(0).max(1000).nullable().default(null),
  /** Bands of the image in figures, drawn red, green and blue, or one in grey; without it true colour, as far as the product has it. */
  figureBands: z
    .union([z.tuple([bandSchema]), z.tuple([bandSchema, bandSchema, bandSchema])])
    .readonly()
    .optional(),
  /** `beside`: the image and the mask over it; `over`: the mask over the image alone, larger. */
  figureLayout: z.enum(['beside', 'over']).optional(),
  /** How files are named; without it `<product>_<area>_<what>_<grid>m`. */
  nameTemplate: nameTemplateSchema.optional(),
};
const formatOptionsSchema = z.object(formatOptions);
export type FormatOptions = Readonly<z.infer<typeof formatOptionsSchema>>;
