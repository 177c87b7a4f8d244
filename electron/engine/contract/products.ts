import { z } from 'zod';
import type { BandId, GridMetres } from '../core/bands.ts';
import type { ClassId } from '../core/classes.ts';
import type { ProductFacts } from '../product/describe.ts';
import type { Angles, Product } from '../product/types.ts';
import {
  type ApiMaskParameters,
  boundsSchema,
  gridSchema,
  handleSchema,
  maskParametersSchema,
  maskRequestSchema,
  persistenceSchema,
} from './common.ts';
import { type Reading, readingSchema } from './reading.ts';
import { polygonSchema } from './recipe.ts';

/** POST /api/products {handle, granule?, reading?} -> ProductDetail; POST /api/sample {level} -> ProductDetail */
export const openProductSchema = z.object({
  handle: handleSchema,
  granule: z.string().max(200).optional(),
  reading: readingSchema.optional(),
});
/** POST /api/products/:id/reading {reading} -> ProductDetail: the same product, read otherwise, in its place. */
export const changeReadingSchema = z.object({ reading: readingSchema });
/** POST /api/products/:id/granule {granule} -> ProductDetail: another granule of the same product, opened beside this. */
export const openGranuleSchema = z.object({ granule: z.string().min(1).max(200) });
export const openSampleSchema = z.object({ level: z.enum(['L1C', 'L2A']) });

/** GET /api/products/:id (id is the engine's, for example `p1`); GET /api/products lists all open; DELETE closes. */
export interface ProductDetail extends ProductFacts, Pick<Product, 'contentKey' | 'grids' | 'offsets'> {
  readonly id: string;
  readonly name: string;
  /** What told quantification and offsets, in words; null where nobody says. */
  readonly radiometrySource: string | null;
  /** How the files' own values become reflectance, where those are no DN: value * scale + offset. */
  readonly stored: { readonly scale: number; readonly offset: number } | null;
  /** Where it is read over the network, without what is not kept; null for one on the disk. */
  readonly remote: { readonly address: string; readonly hasQuery: boolean } | null;
  /** What the user said of the pixels; null where nothing. */
  readonly reading: Reading | null;
  readonly sun: Angles | null;
  /** Corners of the grid in lon/lat degrees: north-west, north-east, south-east, south-west. Null without a CRS. */
  readonly corners: readonly (readonly [number, number])[] | null;
  /** Pixel sizes at which each band is there. */
  readonly bands: Readonly<Partial<Record<BandId, readonly GridMetres[]>>>;
  /** Packs that fit, best first, with the grids on which they can run and their own parameters for the bands that are there. */
  readonly packs: readonly {
    readonly id: string;
    readonly grids: readonly GridMetres[];
    readonly defaults: ApiMaskParameters;
    /** What the pack is not made for, in this product; sentences. */
    readonly outOfScope: readonly string[];
  }[];
  /** Pack and grid of the instant preview; null where no pack fits. */
  readonly preview: { readonly pack: string; readonly grid: GridMetres } | null;
  /** Settings of the scene as they were left, for the renderer to bring back; null when new. */
  readonly settings: unknown;
  /** How often they were kept; 0 when new. */
  readonly settingsRevision: number;
}

/** GET /api/products/:id/masks */
export interface MaskState {
  readonly pack: string;
  readonly grid: GridMetres;
  /** Share of the tiles that are computed, 0 to 1. */
  readonly fraction: number;
  /** What was met while they were computed; absent where nothing was. */
  readonly warnings?: readonly string[];
}

/**
 * GET /api/products/:id/image/:z/:x/:y?bands=B04,B03,B02&min=0,0,0&max=0.3,0.3,0.3&gamma=1
 * -> 256 x 256 RGBA bytes, row by row (`application/octet-stream`), not premultiplied; transparent where no data.
 * One band gives grey. `min` and `max` are reflectances.
 */
export const TILE_PIXELS = 256;

/** GET /api/products/:id/no-data -> NoDataShare, counted on every pixel of the coarsest band */
export type { NoDataShare } from '../raster/no-data-share.ts';
/** GET /api/products/:id/statistics?bands=B04,B03,B02 -> BandStatistics[] */
export type { BandStatistics } from '../raster/statistics.ts';

export const classLayerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mask'), mask: maskRequestSchema }),
  z.object({ kind: z.literal('reference'), reference: z.string() }),
  z.object({
    kind: z.literal('probabilities'),
    pack: z.string(),
    grid: gridSchema,
    /** Lowered as they are for a mask. */
    persistence: persistenceSchema.optional(),
    /** Of a mask of these thresholds, shadows that need a cloud and have none are taken for clear. */
    shadowsNeedCloud: maskParametersSchema.shape.thresholds.optional(),
  }),
  z.object({ kind: z.literal('reaches'), mask: maskRequestSchema }),
  z.object({ kind: z.literal('area-changes'), mask: maskRequestSchema }),
  z.object({ kind: z.literal('agreement'), mask: maskRequestSchema, reference: z.string() }),
]);
export type ClassLayer = z.infer<typeof classLayerSchema>;

/**
 * POST /api/products/:id/view -> width * height bytes, row by row from the north-west, nearest sampling.
 * probabilities: 4 bytes per pixel (shadow, semi-transparent, cloud, clear; 0..255), four 0 missing, four 255 outside;
 * 404 while they are not computed whole. reaches: 4 bytes per pixel (how far a buffer of shadow, semi-transparent, cloud must
 * reach, in steps of `REACH_STEP_METRES`; then 128), missing, outside and 404 as before. area-changes: 4 bytes per pixel (the
 * three smallest steps of `TOLD_AREAS` from which on its class is another, then the classes: see `changesByArea`), likewise. mask, reference: class codes 1 to 5, 0 outside the product or not computed yet. agreement: 16 * mask + reference.
 * Header `x-nephoscope-fraction`: share of the mask that is computed; `x-nephoscope-exact`: `1` when this is what an
 * export would write, `0` for a draft.
 */
export const viewSchema = z.object({
  layer: classLayerSchema,
  bounds: boundsSchema,
  width: z.number().int().min(1).max(4096),
  height: z.number().int().min(1).max(4096),
  /** While a slider moves: may be computed at the resolution of the view instead of the mask's grid. */
  draft: z.boolean().default(false),
});
export type ViewRequest = z.infer<typeof viewSchema>;

/** POST /api/products/:id/mask-statistics {mask, bounds? or polygons?, draft?} */
export const maskStatisticsSchema = z.object({
  mask: maskRequestSchema,
  bounds: boundsSchema.optional(),
  /** An area in lon/lat degrees, in the place of bounds. */
  polygons: z.array(polygonSchema).min(1).readonly().optional(),
  draft: z.boolean().default(false),
});
export type MaskStatisticsRequest = z.input<typeof maskStatisticsSchema>;
export interface MaskStatistics {
  readonly classes: readonly {
    readonly id: ClassId;
    readonly pixels: number;
    readonly squareKilometres: number;
    /** Of the valid pixels; for `missing`, of all. */
    readonly percent: number;
  }[];
  /** Number of valid pixels by the probability (20 equal bins of 0..1) of each flagged class. */
  readonly probabilityHistogram: Readonly<Record<'shadow' | 'semi' | 'cloud', readonly number[]>>;
  readonly fraction: number;
  readonly exact: boolean;
}

/** GET /api/products/:id/pixel?lon=..&lat=..&pack=..&grid=.. ; 404 outside the product */
export interface PixelReport {
  readonly lon: number;
  readonly lat: number;
  readonly easting: number;
  readonly northing: number;
  /** Size of the pixels that column and row count, in metres. */
  readonly grid: number;
  readonly column: number;
  readonly row: number;
  readonly bands: readonly {
    readonly band: BandId;
    readonly nanometres: number;
    readonly pixelMetres: number;
    readonly dn: number;
    /** Null where DN is no-data. */
    readonly reflectance: number | null;
  }[];
  /** 0 to 1; null where not computed or missing. */
  readonly probabilities: Readonly<Record<'clear' | 'shadow' | 'semi' | 'cloud', number>> | null;
  readonly scl: { readonly code: number; readonly name: string } | null;
  readonly sun: { readonly zenithDegrees: number; readonly azimuthDegrees: number } | null;
}

/** GET /api/products/:id/references; POST {handle, mapping} adds a class raster from disk; DELETE .../:reference takes it out. */
export interface ReferenceSummary {
  readonly id: string;
  readonly name: string;
  readonly builtIn: boolean;
  /** Classes of ours that this reference knows. */
  readonly classes: readonly ClassId[];
  /** How its codes were read and what was assumed, in words. */
  readonly note: string;
}
/** GET /api/mappings: schemes of class codes that are known. */
export interface MappingSummary {
  readonly id: string;
  readonly name: string;
}
export const addReferenceSchema = z.object({
  handle: handleSchema,
  mapping: z.union([
    /** Id of a ready mapping, or `auto`: told by its values where these allow one only. */
    z.string().min(1).max(40),
    z.array(z.object({ from: z.array(z.number().int()).min(1), to: z.number().int().min(1).max(5) })).min(1),
  ]),
});
export type AddReference = z.infer<typeof addReferenceSchema>;
/** Id of a ready mapping, `auto`, or own rules. */
export type ReferenceMapping = z.input<typeof addReferenceSchema>['mapping'];

/** POST /api/products/:id/compare */
export const compareSchema = z.object({
  mask: maskRequestSchema,
  reference: z.string(),
  bounds: boundsSchema.optional(),
  /** An area in lon/lat degrees, in the place of bounds. */
  polygons: z.array(polygonSchema).min(1).readonly().optional(),
  tolerancePixels: z.number().int().min(0).max(5).default(0),
});
export type CompareRequest = z.input<typeof compareSchema>;
export interface ConfusionReport {
  readonly classes: readonly ClassId[];
  /** Pixels; row = reference, column = mask. */
  readonly matrix: readonly (readonly number[])[];
  readonly perClass: readonly {
    readonly id: ClassId;
    readonly producersAccuracy: number | null;
    readonly usersAccuracy: number | null;
    readonly f1: number | null;
  }[];
  readonly overallAccuracy: number;
  readonly balancedAccuracy: number;
  readonly note: string;
}

/**
 * PUT /api/products/:id/settings?revision=N -> {revision}: any JSON up to 4 MiB, corrections by hand among it. N is the
 * revision that it was made from; 409 when another one is kept by now. Without it, what is kept is replaced.
 */
export const sceneSettingsSchema = z.record(z.string(), z.unknown());
