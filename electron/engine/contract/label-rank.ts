import { z } from 'zod';
import type { Window } from '../core/grid.ts';
import { gridSchema, handleSchema, packIdSchema } from './common.ts';
import type { ChipReason } from './label-chips.ts';
import type { LabelProduct } from './labels.ts';

// What to label next, and how far a label project is.

/**
 * POST /api/labels/:project/rank -> RankedChips: what to label next, from stored probabilities. `add` makes chips of them,
 * as the project's next batch.
 */
export const rankSchema = z.object({
  /** Ids of open products; all that are open by default, none where a folder is given. */
  products: z.array(z.string()).max(1000).optional(),
  /** A folder that holds products; they are opened one after the other, and closed again. */
  folder: handleSchema.optional(),
  pack: packIdSchema.nullable().default(null),
  grid: gridSchema.default(20),
  count: z.number().int().min(1).max(1000).default(20),
  mostPerProduct: z.number().int().min(1).max(1000).default(3),
  /** Share that is chosen by chance: the only part that tells the network's accuracy without bias. */
  chanceShare: z.number().min(0).max(1).default(0.2),
  /** Disagreement with the scene classification, or with another pack's stored probabilities, counts as uncertainty. */
  reference: z
    .union([z.literal('scl'), packIdSchema])
    .nullable()
    .default(null),
  add: z.boolean().default(false),
});
export interface RankedChip {
  /** Null until it is a chip of the project. */
  readonly chip: string | null;
  readonly product: LabelProduct;
  /** Handle of the product, for the picture of a window. */
  readonly source: string;
  readonly window: Window;
  /** Mean of 1 - the highest probability, 0 to 0.75. */
  readonly uncertainty: number;
  readonly disagreement: number | null;
  readonly reason: ChipReason;
}
export interface RankedChips {
  readonly chips: readonly RankedChip[];
  /** Windows that could have been chosen: observed, and no chips yet. */
  readonly candidates: number;
  readonly seed: number;
  readonly notes: readonly string[];
}

/** GET /api/labels/:project/window-picture?source=HANDLE&column=0&row=0 -> PNG of a window that is no chip yet, in true colour. */
export const windowPictureQuerySchema = z.object({
  source: handleSchema,
  column: z.coerce.number().int().min(0),
  row: z.coerce.number().int().min(0),
});

/** GET /api/labels/:project/progress -> LabelProgress */
export interface LabelProgress {
  readonly batches: readonly {
    readonly number: number;
    readonly chips: number;
    readonly accepted: number;
    /** Mean over accepted chips of `LabelChip.correctedShare`; null without any. */
    readonly correctedShare: number | null;
  }[];
  /** Accuracy of the network by accepted chips that were chosen by chance, with its standard error over chips. */
  readonly accuracy: { readonly share: number; readonly standardError: number | null; readonly chips: number } | null;
}
