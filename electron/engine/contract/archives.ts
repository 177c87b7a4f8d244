import { z } from 'zod';

/** Where a product of a run stands. */
export const archiveStateSchema = z.enum(['waiting', 'running', 'done', 'failed', 'broken']);
export type ArchiveState = z.infer<typeof archiveStateSchema>;

/** GET /api/archives/:handle -> ArchiveOverview; the handle is of the folder of a run */
export interface ArchiveOverview {
  readonly name: string;
  readonly products: number;
  readonly counts: Readonly<Record<ArchiveState, number>>;
  /** Products whose workers have died and that no other has taken yet. */
  readonly left: number;
  readonly perHour: number | null;
  readonly secondsLeft: number | null;
  readonly secondsPerProduct: number | null;
  readonly failures: readonly ArchiveFailure[];
  readonly tiles: readonly ArchiveTile[];
}

export interface ArchiveFailure {
  readonly state: 'failed' | 'broken';
  readonly reason: string;
  readonly remedy: string | null;
  readonly count: number;
}

/** Products of one tile; those that tell none are one together. */
export interface ArchiveTile {
  readonly tile: string | null;
  /** Ring of lon/lat, degrees; null where no product tells it. */
  readonly ring: readonly (readonly [number, number])[] | null;
  readonly counts: Readonly<Record<ArchiveState, number>>;
}

/** GET /api/archives/:handle/products -> ArchiveRows, in the order of the run */
export const archiveRowsQuerySchema = z.object({
  state: archiveStateSchema.optional(),
  tile: z.string().max(10).optional(),
  /** Part of a product's name. */
  text: z.string().max(100).optional(),
  /** Index of the first product that is looked at. */
  from: z.coerce.number().int().min(0).default(0),
});

export interface ArchiveRows {
  readonly rows: readonly ArchiveRow[];
  /** Where the next rows begin; null where there are none. */
  readonly next: number | null;
}

export interface ArchiveRow {
  readonly index: number;
  readonly id: string;
  readonly tile: string | null;
  readonly sensingTime: string | null;
  readonly state: ArchiveState;
  /** Percent of the valid pixels; null before it is done. */
  readonly percent: Readonly<Partial<Record<'clear' | 'shadow' | 'semi' | 'cloud', number>>> | null;
  readonly seconds: number | null;
  readonly reason: string | null;
}

/** POST /api/archives/:handle/retry -> { products }: how many wait again */
export const archiveRetrySchema = z.object({ broken: z.boolean() });

/** POST /api/archives/:handle/products/:index -> Choice: the product, to be opened */
