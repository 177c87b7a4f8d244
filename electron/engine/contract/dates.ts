import { z } from 'zod';
import type { BandId, GridMetres } from '../core/bands.ts';
import type { ClassId } from '../core/classes.ts';
import { bandSchema, boundsSchema, maskRequestSchema } from './common.ts';
import { polygonSchema } from './recipe.ts';

/** Part of a scene that a share is counted in. */
const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scene') }),
  z.object({ kind: z.literal('view'), bounds: boundsSchema }),
  z.object({ kind: z.literal('area'), polygons: z.array(polygonSchema).min(1).readonly() }),
]);
export type ShareScope = z.infer<typeof scopeSchema>;

/** POST /api/products/:id/clear-share: how much of a part of the scene is clear, by a mask that is computed. */
export const clearShareSchema = z.object({ mask: maskRequestSchema, scope: scopeSchema });
export type ClearShareRequest = z.input<typeof clearShareSchema>;
export interface ClearShare {
  /** Percent of the valid pixels; null where none is valid, or the mask is not computed whole. */
  readonly clearPercent: number | null;
  /** Percent of the part that holds valid pixels of the scene; null while the mask is not computed whole. */
  readonly validPercent: number | null;
  /** Pixels that were counted, in metres: those of the mask, or larger ones where the part has very many. */
  readonly pixelMetres: number;
  readonly grid: GridMetres;
  /** Share of the mask that is computed, 0 to 1. */
  readonly fraction: number;
}

/** POST /api/products/:id/observation: what one date says of one place. `mask` null: reflectance alone. */
export const observationSchema = z.object({
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  bands: z.array(bandSchema).max(13),
  mask: maskRequestSchema.nullable(),
  /** A reference whose class is wanted, too. */
  reference: z.string().max(100).nullable().default(null),
});
export type ObservationRequest = z.input<typeof observationSchema>;
export interface Observation {
  /** False where the product does not reach the place; nothing else is known then. */
  readonly covered: boolean;
  /** Of the bands that the product has; null where there is no data. */
  readonly reflectance: Readonly<Partial<Record<BandId, number | null>>>;
  /** Null where the mask is not computed at this place. */
  readonly mask: {
    /** 0 to 1; null where the pixel is missing. */
    readonly probabilities: Readonly<Record<'clear' | 'shadow' | 'semi' | 'cloud', number>> | null;
    /** As an export would write it: after thresholds, clean-up, buffers and corrections by hand. */
    readonly class: ClassId;
    /** The same before corrections by hand. */
    readonly computedClass: ClassId;
  } | null;
  /** Of the reference that was asked for; null without one, and beyond it. */
  readonly referenceClass: ClassId | null;
}
