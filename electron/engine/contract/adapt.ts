import { z } from 'zod';
import type { SceneHelper } from './common.ts';
import { correctionsSchema, gridSchema, packIdSchema } from './common.ts';

/**
 * POST /api/products/:id/helper -> SceneHelperAnswer: fits the scene helper to strokes. The mask must be computed; run the
 * job `features` first, which takes about as long as the mask: then this takes some tenths of a second. The window keeps
 * the strokes, and asks for masks and exports with `helper`; without it the mask is the network's own again.
 */
export const fitHelperSchema = z.object({
  pack: packIdSchema,
  grid: gridSchema,
  strokes: correctionsSchema.min(1),
});
export interface SceneHelperAnswer {
  readonly helper: SceneHelper;
  /** Pixels under the strokes that were learnt from: clear, shadow, semi-transparent, cloud. */
  readonly pixels: readonly number[];
  readonly seconds: number;
}

/** Counts: true class by decided class, clear to cloud. */
export type ConfusionCounts = readonly (readonly number[])[];

/** What tuning a network brought on held-out labels, and what it cost elsewhere. */
export interface GateSummary {
  readonly accepted: boolean;
  /** Why it was refused, a sentence each. */
  readonly reasons: readonly string[];
  readonly labels: {
    readonly scenes: number;
    readonly pixels: number;
    readonly before: ConfusionCounts;
    readonly after: ConfusionCounts;
    /** Mean Dice over the classes that occur. */
    readonly diceBefore: number;
    readonly diceAfter: number;
    /** 95 % interval of the gain, by a bootstrap over scenes. */
    readonly gain: readonly [lower: number, upper: number];
  };
  /** Held-out simulations and clear pixels that came with the network. */
  readonly anchors: {
    readonly samples: number;
    readonly before: ConfusionCounts;
    readonly after: ConfusionCounts;
    readonly diceBefore: number;
    readonly diceAfter: number;
  };
}

/**
 * POST /api/labels/:project/adapt -> Job (202) of kind `adapt`: tunes a network on a project's labels. Its result has
 * `adapted`; a tuned pack that the gate accepts is kept in `packs` of the project and joins GET /api/packs.
 */
export const adaptSchema = z.object({
  pack: packIdSchema,
  method: z.enum(['calibration', 'head']),
});
export interface AdaptResult {
  readonly gate: GateSummary;
  /** Id of the new pack; null where the gate refused it. */
  readonly pack: string | null;
}

/** GET /api/labels/:project/readiness -> AdaptReadiness: what there is to learn from. */
export interface AdaptReadiness {
  /** Chips, and the scenes that they are of, with labels that count: all of accepted chips, what people said of others. */
  readonly chips: number;
  readonly scenes: number;
  /** Clear, shadow, semi-transparent, cloud. */
  readonly pixels: readonly number[];
  /** What a method still wants, a sentence each; it is refused until there is nothing. */
  readonly missing: Readonly<Record<'calibration' | 'head', readonly string[]>>;
  /** The method that so many labels are for. */
  readonly advice: 'calibration' | 'head';
}
