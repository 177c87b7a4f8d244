import { z } from 'zod';
import { BAND_IDS, type BandId, type GridMetres } from '../core/bands.ts';
import type { Grid, Window } from '../core/grid.ts';
import { gridSchema, handleSchema, maskRequestSchema, packIdSchema } from './common.ts';
import { polygonSchema } from './recipe.ts';

// Label projects. A project goes by the handle of its folder: POST /shell/grants gives it, in every session anew.

/** Who said what a pixel is: the bytes of `origin.tif`. */
export const LABEL_ORIGINS = ['none', 'network', 'person', 'helper', 'imported'] as const;
export type LabelOrigin = (typeof LABEL_ORIGINS)[number];

/** Ids of chips are names of folders: `PRODUCT_ROW_COLUMN`, row and column of the first pixel. */
export const chipIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,150}_\d{1,6}_\d{1,6}$/, 'is no id of a chip');

/** The name of a new folder. */
export const folderNameSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][\w .-]*$/, 'begins with a letter or digit and has letters, digits, blanks, dots and hyphens')
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

/** Why a chip was chosen. */
export type ChipReason =
  | { readonly kind: 'chosen' }
  | { readonly kind: 'uncertain'; readonly uncertainty: number; readonly rank: number }
  | { readonly kind: 'disagrees'; readonly share: number; readonly reference: string; readonly rank: number }
  | { readonly kind: 'chance' };

/** GET /api/labels/:project/chips -> LabelChip[]; GET .../chips/:chip; DELETE .../chips/:chip */
export interface LabelChip {
  readonly id: string;
  readonly product: LabelProduct;
  /** In pixels of the product's grid of the project's pixel size. */
  readonly window: Window;
  /** The grid that the window is; `epsg` null where the product has no georeference. */
  readonly grid: Grid;
  /** Closed ring of lon/lat degrees; null without georeference. */
  readonly footprint: readonly (readonly [number, number])[] | null;
  readonly state: ChipState;
  /** Goes up with every change; to be given back with the next. */
  readonly revision: number;
  readonly split: 'train' | 'validate' | 'test';
  /** Chips of one place, whatever the date, are in one split. */
  readonly place: string;
  readonly batch: number | null;
  readonly reason: ChipReason;
  /** Pixels by label, index 0 to 5. */
  readonly counts: readonly number[];
  /** Pixels by origin, in the order of `LABEL_ORIGINS`. */
  readonly origins: readonly number[];
  /** Of the labelled pixels that the network had proposed, the share that says otherwise now; null without a proposal. */
  readonly correctedShare: number | null;
}

/**
 * POST /api/labels/:project/chips -> LabelChip[] (201): chips of an open product. `cover` takes all that the product has,
 * side by side; `area` those of them that polygons meet; `windows` those whose first pixels are given; `around` the one in
 * whose middle a place lies.
 */
export const addChipsSchema = z.object({
  product: z.string(),
  where: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('cover') }),
    z.object({ kind: z.literal('area'), polygons: z.array(polygonSchema).min(1).readonly() }),
    z.object({
      kind: z.literal('windows'),
      windows: z
        .array(z.object({ column: z.number().int().min(0), row: z.number().int().min(0) }))
        .min(1)
        .max(1000),
    }),
    z.object({ kind: z.literal('around'), lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) }),
  ]),
});

/**
 * GET /api/labels/:project/chips/:chip/labels -> 2 * width * height bytes: the labels (0 to 5), then who said them (index
 * into `LABEL_ORIGINS`), each row by row; header `x-nephoscope-revision`.
 * PUT the same body with `?revision=N` -> LabelChip; 409 when the chip was changed since.
 */
export const CHIP_REVISION_HEADER = 'x-nephoscope-revision';

/**
 * POST /api/labels/:project/chips/:chip/edits -> LabelChip: runs of pixels get a label. Pixels without data stay missing:
 * of pixels that are missing only those change of which a person said so.
 */
export const editChipSchema = z.object({
  revision: z.number().int().min(0),
  origin: z.enum(['person', 'helper']).default('person'),
  /**
   * [first pixel (row * width + column), number of pixels, label 0 to 5]; later ones count. A fourth number is the origin
   * of the run (index into `LABEL_ORIGINS`), for a step that is undone.
   */
  runs: z
    .array(
      z.union([
        z.tuple([z.number().int().min(0), z.number().int().min(1), z.number().int().min(0).max(5)]),
        z.tuple([
          z.number().int().min(0),
          z.number().int().min(1),
          z.number().int().min(0).max(5),
          z
            .number()
            .int()
            .min(0)
            .max(LABEL_ORIGINS.length - 1),
        ]),
      ]),
    )
    .min(1)
    .max(500_000),
});
export type LabelRun = z.infer<typeof editChipSchema>['runs'][number];

/**
 * POST /api/labels/:project/chips/:chip/take -> LabelChip: labels from the mask that an export of the scene would write
 * (origin `network`, or `helper` where the mask is the scene helper's; computed where it is not stored), or from the corrections made on the scene (origin `person`, only
 * what they cover). What a person said stays, unless `over` is `everything`.
 */
export const takeLabelsSchema = z.object({
  revision: z.number().int().min(0),
  from: z.enum(['network', 'corrections']),
  mask: maskRequestSchema,
  over: z.enum(['nothing', 'machines', 'everything']).default('machines'),
  /** Only these pixels: [first pixel, number of pixels]. */
  within: z
    .array(z.tuple([z.number().int().min(0), z.number().int().min(1)]))
    .max(100_000)
    .optional(),
});

/** POST /api/labels/:project/chips/:chip/state -> {chip, next}: accept it, or take that back; `next` by rank. */
export const chipStateSchema = z.object({
  revision: z.number().int().min(0),
  state: z.enum(['started', 'accepted']),
});
export interface ChipStateAnswer {
  readonly chip: LabelChip;
  readonly next: LabelChip | null;
}

/** GET /api/labels/:project/chips/:chip/dates -> ChipDate[]: the same place on other dates, in the order of time. */
export interface ChipDate {
  /** Key of the product, for `product=` of a picture. */
  readonly product: string;
  readonly name: string;
  readonly sensingTime: string | null;
  /** Share of the window that stored probabilities call clear; null where none are stored. */
  readonly clearShare: number | null;
  /** The nearest clear date before or after the chip's own; null for all others. */
  readonly role: 'previous' | 'next' | null;
}

/**
 * GET /api/labels/:project/chips/:chip/picture?bands=B04,B03,B02&min=0,0,0&max=0.3,0.3,0.3&gamma=1&product=KEY&format=png
 * -> width * height RGBA bytes on the chip's own pixels, transparent where there is no data, or a PNG of them. One band
 * gives grey. Without min and max: the 2nd percentile to the 99.5th of the window. Header `x-nephoscope-stretch`:
 * `min;max` in reflectance as used. 400 where the product lacks a band.
 */
export const chipPictureQuerySchema = z.object({
  bands: z
    .string()
    .default('B04,B03,B02')
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(BAND_IDS)).min(1).max(3)),
  min: numbers().optional(),
  max: numbers().optional(),
  gamma: z.coerce.number().min(0.1).max(10).default(1),
  product: z.string().max(100).optional(),
  /** Each pixel of the picture stands for so many along an axis: quicker, for thumbnails. */
  coarser: z.coerce.number().int().min(1).max(16).default(1),
  format: z.enum(['rgba', 'png']).default('rgba'),
});

/**
 * GET /api/labels/:project/chips/:chip/layer?kind=scl, or ?kind=probability&class=cloud&pack=ID&grid=20 -> one byte for
 * each of the chip's own pixels: the class (1 to 5, 0: unclassified) of the scene classification, or the stored
 * probability (0 to 255). 404 where it is not there.
 */
export const chipLayerQuerySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scl') }),
  z.object({
    kind: z.literal('probability'),
    class: z.enum(['clear', 'shadow', 'semi', 'cloud']),
    pack: packIdSchema,
    grid: z.coerce.number().pipe(gridSchema),
  }),
]);
export type ChipLayer = z.infer<typeof chipLayerQuerySchema>;

/**
 * POST /api/labels/:project/chips/:chip/locate {handle} -> ProductDetail: where the chip's product is now; the project
 * keeps that. 400 for another product.
 */
export const locateChipSchema = z.object({ handle: handleSchema });

export interface ChipPicture {
  readonly bands: readonly BandId[];
  readonly min?: readonly number[] | undefined;
  readonly max?: readonly number[] | undefined;
  readonly gamma: number;
  readonly coarser?: number | undefined;
}

function numbers() {
  return z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number()).min(1).max(3));
}

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
