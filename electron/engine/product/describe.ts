import { type BandId, bandsOfLevel, GRID_METRES, type GridMetres } from '../core/bands.ts';
import { type StoredScaling, storedScaling } from './stored-values.ts';
import type { Angles, Product } from './types.ts';

const FACTS = [
  'key',
  'level',
  'platform',
  'sensingTime',
  'tile',
  'relativeOrbit',
  'baseline',
  'epsg',
  'granules',
  'granule',
  'quantification',
  'footprint',
  'warnings',
] as const satisfies readonly (keyof Product)[];

/** What of a product is told as it is. */
export type ProductFacts = Pick<Product, (typeof FACTS)[number]>;

export function productFacts(product: Product): ProductFacts {
  return Object.fromEntries(FACTS.map((name) => [name, product[name]])) as unknown as ProductFacts;
}

/** A product in plain values, for JSON: the `info` command and the API. */
export interface ProductDescription
  extends ProductFacts,
    Pick<Product, 'id' | 'path' | 'kind' | 'saturatedDn' | 'view'> {
  readonly grids: readonly {
    /** 10, 20 or 60: what the grid is filed under. */
    readonly grid: GridMetres;
    readonly pixelMetres: number;
    readonly width: number;
    readonly height: number;
    readonly originX: number;
    readonly originY: number;
  }[];
  /** What told quantification and offsets, in words; null where nobody says. */
  readonly radiometrySource: string | null;
  /** How the files' own values become reflectance, where those are no DN: then offsets are of DN that are made of them. */
  readonly stored: StoredScaling | null;
  readonly bands: readonly {
    readonly band: BandId;
    /** Pixel sizes in metres at which the band can be read, finest first; none where it is missing. */
    readonly pixelMetres: readonly GridMetres[];
    /** Offset in DN; null where the metadata gives none. */
    readonly offset: number | null;
  }[];
  readonly sun: Angles | null;
  /** Pixel sizes in metres of the masks and pictures that are there. */
  readonly masks: {
    readonly scl: readonly GridMetres[];
    readonly cloudProbability: readonly GridMetres[];
    readonly snowProbability: readonly GridMetres[];
    readonly classification: readonly GridMetres[];
    readonly gmlClouds: boolean;
  };
  readonly trueColour: readonly GridMetres[];
  readonly preview: boolean;
}

/** Describes an open product without its files' handles; the result survives `JSON.stringify` unchanged. */
export function describeProduct(product: Product): ProductDescription {
  const sizes = (files: readonly { readonly pixelMetres: GridMetres }[] | undefined) =>
    (files ?? []).map((file) => file.pixelMetres);
  const { masks, sun } = product;
  return {
    id: product.id,
    path: product.path,
    kind: product.kind,
    ...productFacts(product),
    grids: GRID_METRES.flatMap((metres) => {
      const grid = product.grids[metres];
      if (grid === undefined) return [];
      const { pixelMetres, width, height, originX, originY } = grid;
      return [{ grid: metres, pixelMetres, width, height, originX, originY }];
    }),
    radiometrySource: product.radiometrySource ?? null,
    stored: storedScaling(product),
    saturatedDn: product.saturatedDn,
    bands: bandsOfLevel(product.level).map((band) => ({
      band,
      pixelMetres: sizes(product.bands[band]),
      offset: product.offsets[band] ?? null,
    })),
    sun: sun && { zenithDegrees: sun.zenithDegrees, azimuthDegrees: sun.azimuthDegrees },
    view: product.view,
    masks: {
      scl: sizes(masks.scl),
      cloudProbability: sizes(masks.cloudProbability),
      snowProbability: sizes(masks.snowProbability),
      classification: sizes(masks.classification),
      gmlClouds: masks.gmlClouds !== null,
    },
    trueColour: sizes(product.trueColour),
    preview: product.preview !== null,
  };
}
