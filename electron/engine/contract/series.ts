import { z } from 'zod';
import {
  bandSchema,
  correctionsSchema,
  gridSchema,
  handleSchema,
  maskParametersSchema,
  packIdSchema,
  persistenceSchema,
  sceneHelperSchema,
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
  /** The scene helper's answer on this product; counts where it was fitted for `maskGrid`. */
  helper: sceneHelperSchema.optional(),
});

/** Name of a file in a chosen folder, without ending. */
const fileNameSchema = z
  .string()
  .min(1)
  .max(150)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a name must not have.
  .regex(/^[^<>:"/\\|?*\u0000-\u001f]+$/, 'has characters that a file name cannot have')
  .regex(/[^. ]$/, 'must not end in a dot or blank');

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
  name: fileNameSchema,
  overwrite: z.boolean().default(false),
});
export type CompositeJobRequest = z.infer<typeof compositeJobSchema>;

/** Part of `JobRequest`: where dates of one tile are taken for cloud or shadow on most of them, as a class raster. */
export const persistenceJobSchema = z.object({
  kind: z.literal('persistence'),
  /** Ids of open products. */
  products: z.array(z.string()).min(1).max(250),
  /** Null: the best pack for the products. */
  pack: packIdSchema.nullable().default(null),
  grid: gridSchema,
  target: handleSchema,
  name: fileNameSchema,
  overwrite: z.boolean().default(false),
});
export type PersistenceJobRequest = z.infer<typeof persistenceJobSchema>;

/** POST /api/products/:id/persistent-places -> PersistentPlacesReport: what a raster tells of a scene, on the grid of its mask. */
export const persistentPlacesSchema = z.object({ raster: persistenceSchema.shape.raster, grid: gridSchema });
export type PersistentPlacesRequest = z.infer<typeof persistentPlacesSchema>;
export interface PersistentPlacesReport {
  readonly name: string;
  /** Dates that it was found from; null where nobody says. */
  readonly dates: number | null;
  /** Of the scene, on that grid. */
  readonly cloudPixels: number;
  readonly shadowPixels: number;
  readonly pixels: number;
  readonly notes: readonly string[];
}
