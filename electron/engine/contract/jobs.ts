import { z } from 'zod';
import type { GridMetres } from '../core/bands.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../produce/recipe-types.ts';
import type { ErrorBody } from './common.ts';
import {
  bandSchema,
  correctionsSchema,
  flaggedClassSchema,
  gridSchema,
  handleSchema,
  maskParametersSchema,
} from './common.ts';

export type ExportFormat = OutputFormat;

/** Rings of a polygon in lon/lat degrees (GeoJSON order: outer ring, then holes). */
export const polygonSchema = z.array(z.array(z.tuple([z.number(), z.number()])).min(4)).min(1);

export const areaSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scene') }),
  z.object({ kind: z.literal('polygon'), rings: polygonSchema }),
]);

/** What to compute and write; the same for one product and for a queue of them. */
export const recipeSchema = z.object({
  grid: gridSchema,
  /** Null: the best pack for the product. */
  pack: z.string().nullable().default(null),
  /** Null: the pack's own defaults. */
  parameters: maskParametersSchema.nullable().default(null),
  formats: z.array(z.enum(OUTPUT_FORMATS)).min(1),
  /** Classes that count as cloudy in cleaned rasters. */
  cloudyClasses: z.array(flaggedClassSchema).default(['shadow', 'semi', 'cloud']),
  /** Bands and pixel size of cleaned rasters; an empty list is all that the product has there. */
  cleanedBands: z.array(bandSchema).default([]),
  cleanedGrid: gridSchema.default(20),
  cleanedStack: z.boolean().default(false),
  /** Simplification of polygons in metres; 0 keeps pixel edges, null is half a pixel. */
  simplifyMetres: z.number().min(0).max(1000).nullable().default(null),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** POST /api/jobs -> Job (202) */
export const jobRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mask'), product: z.string(), pack: z.string(), grid: gridSchema }),
  z.object({
    kind: z.literal('export'),
    product: z.string(),
    recipe: recipeSchema,
    area: areaSchema.default({ kind: 'scene' }),
    /** Made by hand on this product. */
    corrections: correctionsSchema.default([]),
    /** Folder that the user chose. */
    target: handleSchema,
    overwrite: z.boolean().default(false),
  }),
  /** One export job for each product; a handle may also be a folder that holds products. */
  z.object({
    kind: z.literal('batch'),
    sources: z.array(handleSchema).min(1).max(1000),
    recipe: recipeSchema,
    target: handleSchema,
    skipExisting: z.boolean().default(true),
  }),
]);
export type JobRequest = z.infer<typeof jobRequestSchema>;

/** GET /api/jobs, newest first; DELETE /api/jobs/:id cancels or removes; POST /api/jobs/:id/retry */
export interface Job {
  readonly id: string;
  readonly kind: 'mask' | 'export' | 'batch';
  readonly title: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'skipped';
  /** Product that it is about, when that is open. */
  readonly product: string | null;
  /** Jobs of one batch share this; the batch itself is the job with this id. */
  readonly batch: string | null;
  readonly grid: GridMetres | null;
  readonly pack: string | null;
  readonly fraction: number;
  readonly stage: string;
  readonly secondsLeft: number | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly error: ErrorBody['error'] | null;
  readonly result: JobResult | null;
}

export interface JobResult {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly handle: string }[];
  /** Percent of the valid pixels per class, where a mask was made. */
  readonly percent: Readonly<Partial<Record<'clear' | 'shadow' | 'semi' | 'cloud' | 'missing', number>>> | null;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** POST /api/exports/estimate with the body of an export job */
export interface ExportEstimate {
  readonly bytes: number;
  readonly freeBytes: number;
  readonly files: readonly { readonly name: string; readonly exists: boolean }[];
}
