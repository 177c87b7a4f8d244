import { BAND_IDS, type BandId, GRID_METRES, type GridMetres, type Level } from '../core/bands.ts';
import type { Angles, Product, ProductWarning } from './types.ts';

/** A product in plain values, for JSON: the `info` command and the API. */
export interface ProductDescription {
  readonly id: string;
  readonly key: string;
  readonly path: string;
  readonly kind: Product['kind'];
  readonly level: Level;
  readonly platform: string | null;
  readonly sensingTime: string | null;
  readonly tile: string | null;
  readonly relativeOrbit: number | null;
  readonly baseline: string | null;
  readonly epsg: number | null;
  readonly granules: readonly string[];
  readonly granule: string;
  readonly grids: readonly {
    /** 10, 20 or 60: what the grid is filed under. */
    readonly grid: GridMetres;
    readonly pixelMetres: number;
    readonly width: number;
    readonly height: number;
    readonly originX: number;
    readonly originY: number;
  }[];
  readonly quantification: number;
  /** What told quantification and offsets, in words; null where nobody says. */
  readonly radiometrySource: string | null;
  readonly saturatedDn: number;
  readonly bands: readonly {
    readonly band: BandId;
    /** Pixel sizes in metres at which the band can be read, finest first; none where it is missing. */
    readonly pixelMetres: readonly GridMetres[];
    /** Offset in DN; null where the metadata gives none. */
    readonly offset: number | null;
  }[];
  readonly sun: Angles | null;
  readonly view: Readonly<Partial<Record<BandId, Angles>>>;
  readonly footprint: Product['footprint'];
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
  readonly warnings: readonly ProductWarning[];
}

/** Describes an open product without its files' handles; the result survives `JSON.stringify` unchanged. */
export function describeProduct(product: Product): ProductDescription {
  const sizes = (files: readonly { readonly pixelMetres: GridMetres }[] | undefined) =>
    (files ?? []).map((file) => file.pixelMetres);
  const { masks, sun } = product;
  return {
    id: product.id,
    key: product.key,
    path: product.path,
    kind: product.kind,
    level: product.level,
    platform: product.platform,
    sensingTime: product.sensingTime,
    tile: product.tile,
    relativeOrbit: product.relativeOrbit,
    baseline: product.baseline,
    epsg: product.epsg,
    granules: [...product.granules],
    granule: product.granule,
    grids: GRID_METRES.flatMap((metres) => {
      const grid = product.grids[metres];
      if (grid === undefined) return [];
      const { pixelMetres, width, height, originX, originY } = grid;
      return [{ grid: metres, pixelMetres, width, height, originX, originY }];
    }),
    quantification: product.quantification,
    radiometrySource: product.radiometrySource ?? null,
    saturatedDn: product.saturatedDn,
    bands: BAND_IDS.filter((band) => product.level === 'L1C' || band !== 'B10').map((band) => ({
      band,
      pixelMetres: sizes(product.bands[band]),
      offset: product.offsets[band] ?? null,
    })),
    sun: sun && { zenithDegrees: sun.zenithDegrees, azimuthDegrees: sun.azimuthDegrees },
    view: product.view,
    footprint: product.footprint,
    masks: {
      scl: sizes(masks.scl),
      cloudProbability: sizes(masks.cloudProbability),
      snowProbability: sizes(masks.snowProbability),
      classification: sizes(masks.classification),
      gmlClouds: masks.gmlClouds !== null,
    },
    trueColour: sizes(product.trueColour),
    preview: product.preview !== null,
    warnings: [...product.warnings],
  };
}
