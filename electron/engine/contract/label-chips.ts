import { z } from 'zod';
import { BAND_IDS, type BandId } from '../core/bands.ts';
import type { Grid, Window } from '../core/grid.ts';
import { gridSchema, handleSchema, maskRequestSchema, packIdSchema } from './common.ts';
import type { ChipState, LabelProduct } from './labels.ts';
import { polygonSchema } from './recipe.ts';

// Chips of a label project: what they are, how they are labelled and drawn.

/** Who said what a pixel is: the bytes of `origin.tif`. */
export const LABEL_ORIGINS = ['none', 'network', 'person', 'helper', 'imported'] as const;
export type LabelOrigin = (typeof LABEL_ORIGINS)[number];

/** Ids of chips are names of folders: `PRODUCT_ROW_COLUMN`, row and column of the first pixel. */
export const chipIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,150}_\d{1,6}_\d{1,6}$/, 'is no id of a chip');

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
 * POST /api/labels/:project/chips -> AddedChips (201): chips of an open product. `cover` takes all that the product has,
 * side by side; `area` those of them that polygons meet; both leave out those in which nothing was imaged; `windows` those whose first pixels are given; `around` the one in
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
export type AddChipsRequest = z.infer<typeof addChipsSchema>;

/** Chips of the windows that were asked for, those that were there already among them. */
export interface AddedChips {
  readonly chips: readonly LabelChip[];
  /** Windows that were left out because nothing was imaged in them. */
  readonly unobserved: number;
}

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
