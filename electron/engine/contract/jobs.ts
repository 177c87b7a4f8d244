import { z } from 'zod';
import type { GridMetres, Level } from '../core/bands.ts';
import type { AdaptResult } from './adapt.ts';
import type { ApiMaskParameters, ErrorBody } from './common.ts';
import { correctionsSchema, gridSchema, handleSchema, packIdSchema, sceneHelperSchema } from './common.ts';
import type { LabelExport, LabelImport } from './label-exchange.ts';
import { areaSchema, polygonSchema, recipeSchema } from './recipe.ts';
import { compositeJobSchema, persistenceJobSchema } from './series.ts';

/** POST /api/jobs -> Job (202) */
export const jobRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mask'), product: z.string(), pack: packIdSchema, grid: gridSchema }),
  /** What the scene helper needs: the features of the scene, kept in memory until another scene's are asked for. */
  z.object({ kind: z.literal('features'), product: z.string(), pack: packIdSchema, grid: gridSchema }),
  z.object({
    kind: z.literal('export'),
    product: z.string(),
    recipe: recipeSchema,
    area: areaSchema.default({ kind: 'scene' }),
    /** Made by hand on this product. */
    corrections: correctionsSchema.default([]),
    /** The scene helper's answer on this product. */
    helper: sceneHelperSchema.optional(),
    /** What a report tells besides: points that the window compares with, and areas of interest. */
    report: z
      .object({
        points: z
          .object({
            handle: handleSchema,
            name: z.string().max(1000),
            file: z.string().max(500).nullable().default(null),
            pixelMetres: z.number().positive().max(10_000).nullable().default(null),
          })
          .optional(),
        areas: z
          .array(z.object({ name: z.string().min(1).max(100), polygons: z.array(polygonSchema).min(1).readonly() }))
          .max(100)
          .default([]),
      })
      .optional(),
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
    /**
     * `recipe`: one for all, without what was set about scenes. `kept`: sliders and corrections of each product as the project,
     * or the last one that had it open, keeps them, and its network where the recipe names none.
     */
    settings: z.enum(['recipe', 'kept']).default('recipe'),
    /** Products whose files are there, made as is asked, are passed over; files made otherwise stay, and are told of. Off: all is replaced. */
    skipExisting: z.boolean().default(true),
  }),
  compositeJobSchema,
  persistenceJobSchema,
]);
export type JobRequest = z.infer<typeof jobRequestSchema>;

/**
 * GET /api/jobs, newest first; DELETE /api/jobs/:id cancels or removes; POST /api/jobs/:id/retry; POST /api/jobs/:id/open opens the
 * product of an export -> ProductDetail
 */
export interface Job {
  readonly id: string;
  readonly kind: JobRequest['kind'] | 'adapt' | 'label-export' | 'label-import';
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
  /** What came of it, in sentences; nothing that one must heed. */
  readonly notes?: readonly string[];
  /** Of a job that tuned a network. */
  readonly adapted?: AdaptResult;
  /** Of a job that wrote labels for another tool. */
  readonly labelsOut?: LabelExport;
  /** Of a job that took labels in. */
  readonly labelsIn?: LabelImport;
  /** Of an export: how its mask was made. */
  readonly made?: MadeBy;
  /** Of an export: which product it was. */
  readonly about?: ProductAbout;
}

/** Where the sliders and corrections of a mask came from, and what they were. */
export interface MadeBy {
  /** `window`: as one window showed it; `kept`: as it was kept of the scene; `recipe`: one for all products; `defaults`: nothing was kept. */
  readonly settings: 'window' | 'kept' | 'recipe' | 'defaults';
  readonly pack: string;
  readonly grid: number;
  readonly parameters: ApiMaskParameters;
  /** Number of corrections by hand. */
  readonly corrections: number;
}

export interface ProductAbout {
  readonly name: string;
  readonly tile: string | null;
  /** ISO 8601, UTC. */
  readonly sensingTime: string | null;
  readonly level: Level;
}

/** POST /api/jobs/sources {sources} -> ListedProduct[]: what a queue of these files and folders would work on. */
export const jobSourcesSchema = z.object({ sources: z.array(handleSchema).min(1).max(1000) });
export interface ListedProduct {
  readonly handle: string;
  readonly name: string;
  /** Null where it cannot be opened. */
  readonly about: ProductAbout | null;
  readonly error: ErrorBody['error'] | null;
  /** What is kept of its scene; null where nothing is. */
  readonly kept: { readonly corrections: number; readonly pack: string | null } | null;
}

/** POST /api/exports/names {sources, recipe} -> BatchNames: how a queue would name its files, and what would clash. */
export const batchNamesSchema = z.object({ sources: z.array(handleSchema).min(1).max(1000), recipe: recipeSchema });
export interface BatchNames {
  /** Of the first products; of all where names are not each product's own. */
  readonly names: readonly string[];
  readonly clashes: readonly { readonly name: string; readonly products: readonly string[] }[];
}

/** POST /api/exports/estimate with the body of an export job */
export interface ExportEstimate {
  /** The files take between these; how crooked and how many the clouds are is not known before. */
  readonly leastBytes: number;
  readonly bytes: number;
  /** What is to be known before writing, such as bands that will be interpolated. */
  readonly notes: readonly string[];
  readonly freeBytes: number;
  readonly files: readonly { readonly name: string; readonly exists: boolean }[];
}
