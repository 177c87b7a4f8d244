import { z } from 'zod';

/** Where a product of a run stands; `left`: its worker died, and no other has taken it up yet. */
export const archiveStateSchema = z.enum(['waiting', 'running', 'left', 'done', 'failed', 'broken']);
export type ArchiveState = z.infer<typeof archiveStateSchema>;

/** GET /api/archives/:handle -> ArchiveOverview; the handle is of the folder of a run */
export interface ArchiveOverview {
  readonly name: string;
  readonly products: number;
  readonly counts: Readonly<Record<ArchiveState, number>>;
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

/** How the products of a run may be ordered: as they were planned, or by what their lines in the manifest tell. */
export const archiveOrderSchema = z.enum(['run', 'tile', 'date', 'state']);
export type ArchiveOrder = z.infer<typeof archiveOrderSchema>;

/** GET /api/archives/:handle/products -> ArchiveRows */
export const archiveRowsQuerySchema = z.object({
  state: archiveStateSchema.optional(),
  tile: z.string().max(10).optional(),
  /** Part of a product's name. */
  text: z.string().max(100).optional(),
  order: archiveOrderSchema.default('run'),
  descending: z.stringbool().default(false),
  /** Place, in that order, of the first product that is looked at. */
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
  /** When its last attempt ended, or began where it is under way or its worker died. */
  readonly at: string | null;
  /** The machine of that attempt. */
  readonly host: string | null;
  readonly reason: string | null;
  readonly remedy: string | null;
  readonly warnings: readonly string[];
}

/** POST /api/archives/:handle/retry -> { products }: how many wait again; `index`: that product alone */
export const archiveRetrySchema = z.object({ broken: z.boolean(), index: z.number().int().min(0).optional() });

/** POST /api/archives/:handle/products/:index -> Choice: the product, to be opened */
