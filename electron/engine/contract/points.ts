import { z } from 'zod';
import type { ClassId } from '../core/classes.ts';
import { handleSchema, maskRequestSchema } from './common.ts';

/**
 * POST /api/products/:id/points: scores a mask on the reference points of a table, read anew each time. 404 while the mask
 * is not computed whole.
 */
export const scorePointsSchema = z.object({
  /** Table of points that the user chose. */
  handle: handleSchema,
  mask: maskRequestSchema,
  /** Of a table for many rasters: only points of this one. */
  file: z.string().max(500).nullable().default(null),
  /** Pixel size of the grid that rows and columns count on; the mask's where it is null. Heeded where points are placed so. */
  pixelMetres: z.number().positive().max(10_000).nullable().default(null),
});
export type ScorePointsRequest = z.input<typeof scorePointsSchema>;

/** From, to: both 0 to 1. */
type Interval = readonly [number, number];

export interface ScoredPoint {
  /** Line of the table, from 1. */
  readonly line: number;
  /** Null where the product has no coordinate system. */
  readonly place: { readonly lon: number; readonly lat: number } | null;
  readonly reference: ClassId;
  readonly mask: ClassId;
  /** Points that are missing in the mask or the table are left out of the scores. */
  readonly state: 'right' | 'wrong' | 'left-out';
}

export interface PointReport {
  /** Rasters that the table has points of; empty where it does not say. With several, one is to be asked for. */
  readonly files: readonly string[];
  /** By which columns points are placed: pixels, coordinates of the tile, or degrees. */
  readonly placedBy: 'row' | 'x' | 'lon';
  readonly points: readonly ScoredPoint[];
  /** Points beyond the scene. */
  readonly outside: number;
  /** What was assumed, in words. */
  readonly notes: readonly string[];
  /** Null where no raster of several is chosen, or no point counts. */
  readonly scores: {
    readonly count: number;
    readonly overallAccuracy: number | null;
    readonly balancedAccuracy: number | null;
    readonly overallInterval: Interval | null;
    readonly balancedInterval: Interval | null;
    readonly classes: readonly {
      readonly id: ClassId;
      readonly count: number;
      readonly producersAccuracy: number | null;
      readonly producersInterval: Interval | null;
      readonly usersAccuracy: number | null;
      readonly usersInterval: Interval | null;
    }[];
    /** How the intervals were made, in words. */
    readonly intervalMethod: string;
    /** Overall accuracy with the weights of the points, and its standard error; null without weights and strata. */
    readonly weighted: { readonly overallAccuracy: number | null; readonly standardError: number | null } | null;
  } | null;
}
