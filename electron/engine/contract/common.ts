import { z } from 'zod';
import { MAX_BUFFER_METRES } from '../core/classes.ts';
import { bandSchema, gridSchema } from '../core/schemas.ts';
import type { Correction } from '../mask/types.ts';

/** What the body of every response with status 400 or more is. */
export interface ErrorBody {
  readonly error: {
    /** Name of the error's type, for example `ProductError`; `Error` for a defect of the program. */
    readonly name: string;
    readonly message: string;
    readonly file?: string;
    readonly remedy?: string;
  };
}

/**
 * Stands for a file or folder that the user chose through the shell (dialog, drop, file list). The renderer never
 * handles paths.
 */
export const handleSchema = z.string().regex(/^[a-z0-9-]{8,64}$/);

/** Id of a model pack, as its manifest states it. The renderer names packs by nothing else: no paths. */
export const packIdSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'is no id of a model pack');

export { bandSchema, gridSchema };

/** The world is 40,075 km wide; a window that is zoomed out shows several. Numbers far beyond are no places. */
const mercatorMetres = z.number().min(-1e9).max(1e9);

/** Bounds `[west, south, east, north]` in Web Mercator (EPSG:3857), metres. */
export const boundsSchema = z
  .tuple([mercatorMetres, mercatorMetres, mercatorMetres, mercatorMetres])
  .refine(([west, south, east, north]) => east > west && north > south, 'bounds are empty');

const perClass = <T extends z.ZodType>(value: T) => z.object({ shadow: value, semi: value, cloud: value });

/** How far places that are taken for cloud or shadow on most dates are held against them; see `mask/persistence.ts`. */
export const persistenceSchema = z.object({
  weight: z.number().min(0).max(1),
  /** Class raster that the user chose. */
  raster: z.object({ handle: handleSchema, name: z.string().max(1000) }),
});
export type ApiPersistence = z.infer<typeof persistenceSchema>;

/** Parameters of the mask pipeline; see `mask/types.ts`. */
export const maskParametersSchema = z.object({
  thresholds: perClass(z.number().min(0).max(1)),
  bufferMetres: perClass(z.number().min(0).max(MAX_BUFFER_METRES)),
  minAreaSquareMetres: z.number().min(0).max(1e8),
  shadowsNeedCloud: z.boolean().optional(),
  persistence: persistenceSchema.optional(),
});

const positionSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

/** Corrections by hand, in their order; see `mask/types.ts`. */
export const correctionsSchema = z
  .array(
    z.object({
      class: z.enum(['clear', 'shadow', 'semi', 'cloud', 'computed']),
      shape: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('polygon'), ring: z.array(positionSchema).min(4).max(5000) }),
        z.object({
          kind: z.literal('stroke'),
          points: z.array(positionSchema).min(1).max(5000),
          radiusMetres: z.number().positive().max(10_000),
        }),
      ]),
    }),
  )
  .max(5000) satisfies z.ZodType<readonly Correction[]>;

/**
 * The scene helper's answer to strokes: numbers that are added in the network's last layer, for one scene. Whoever has
 * them has the mask again.
 */
export const sceneHelperSchema = z.object({
  /** Feature c, class k at c * 4 + k. */
  weights: z.array(z.number()).max(4096),
  shift: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** What it was fitted to, for the provenance. */
  strokes: z.number().int().min(1),
  pixels: z.number().int().min(1),
});
export type SceneHelper = z.infer<typeof sceneHelperSchema>;

/** Which mask is meant: the network, the grid that it runs on, the parameters of the pipeline after it, corrections. */
export const maskRequestSchema = z.object({
  pack: packIdSchema,
  grid: gridSchema,
  parameters: maskParametersSchema,
  corrections: correctionsSchema.default([]),
  /** Without it: the network's own answer. */
  helper: sceneHelperSchema.optional(),
});

export type MaskRequest = z.infer<typeof maskRequestSchema>;
export type ApiCorrection = z.infer<typeof correctionsSchema>[number];
export type ApiMaskParameters = z.infer<typeof maskParametersSchema>;
export type Bounds3857 = z.infer<typeof boundsSchema>;
