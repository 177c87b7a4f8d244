import { z } from 'zod';
import type { GridMetres } from '../core/bands.ts';
import { gridSchema, handleSchema } from './common.ts';

// Label projects. A project goes by the handle of its folder: POST /shell/grants gives it, in every session anew.

/** The name of a new folder, in any script; file systems take 255 bytes. */
export const folderNameSchema = z
  .string()
  .min(1)
  .max(100)
  .refine((name) => new TextEncoder().encode(name).length <= 255, 'is too long for a folder')
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_ .-]*$/u,
    'begins with a letter or digit and has letters, digits, blanks, dots and hyphens',
  )
  .regex(/[^. ]$/, 'must not end in a dot or blank');

/**
 * POST /api/labels {handle, create?} -> LabelProject (201). Without `create` the folder must hold a project; with
 * `create.folder` the project is made in a new folder of that name in it, whose handle is the project's.
 */
export const openLabelProjectSchema = z.object({
  handle: handleSchema,
  create: z
    .object({
      name: z.string().trim().min(1).max(100),
      folder: folderNameSchema.optional(),
      /** Sides of a chip in pixels. */
      chipPixels: z.number().int().min(32).max(2048).default(512),
      grid: gridSchema.default(10),
      /** Decides the split of places and every choice by chance. */
      seed: z
        .number()
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1),
    })
    .optional(),
});

/** GET /api/labels/:project (a handle); GET /api/labels -> RecentLabelProject[] */
export interface LabelProject {
  /** The handle: what all other routes want as `:project`. */
  readonly id: string;
  readonly name: string;
  readonly displayPath: string;
  readonly chipPixels: number;
  readonly grid: GridMetres;
  readonly seed: number;
  readonly products: readonly LabelProduct[];
  readonly batches: readonly LabelBatch[];
  readonly counts: Readonly<Record<ChipState, number>>;
  /** What was put right or could not be read when it was opened. */
  readonly notes: readonly string[];
}

export interface RecentLabelProject {
  readonly id: string;
  readonly name: string;
  readonly displayPath: string;
  readonly openedAt: string;
  readonly available: boolean;
}

export interface LabelProduct {
  readonly key: string;
  readonly name: string;
  readonly tile: string | null;
  readonly sensingTime: string | null;
  readonly level: 'L1C' | 'L2A';
}

/** Chips that one ranking chose. */
export interface LabelBatch {
  readonly number: number;
  readonly createdAt: string;
  readonly seed: number;
  readonly chips: readonly string[];
}

export type ChipState = 'new' | 'started' | 'accepted';
