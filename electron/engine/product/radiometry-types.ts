import type { BandId, Level } from '../core/bands.ts';
import type { ProductMetadata } from './product-metadata.ts';
import type { StacItem } from './stac-item.ts';

/** How DN become reflectance: (DN + offset) / quantification, and what told so. */
export interface Radiometry {
  readonly quantification: number;
  readonly offsets: Readonly<Partial<Record<BandId, number>>>;
  /** In words, for `info`. */
  readonly source: string;
  /** What the user should know, in words; null where the metadata is plain. */
  readonly note: string | null;
}

/** What may tell the radiometry of band files. */
export interface RadiometryEvidence {
  readonly level: Level;
  readonly baseline: string | null;
  /** Name of the metadata file; null where there is none. */
  readonly file: string | null;
  /** What the user knows the product as. */
  readonly name: string;
  readonly metadata: Pick<ProductMetadata, 'quantification' | 'quantificationProblem' | 'offsets'> | null;
  readonly item: StacItem | null;
  /** SCALE and OFFSET of the band files (GDAL), where all have the same. */
  readonly tags: {
    readonly scale: number | null;
    readonly offset: number | null;
    /** Reflectance offsets where every file has one and they differ. */
    readonly byBand?: Readonly<Partial<Record<BandId, number>>> | null;
    /** How scales or offsets differ, in words; empty where they do not. */
    readonly conflict?: string;
  };
  /** NASA's HLS, whose scale is that of its product's specification. */
  readonly isHls: boolean;
  /** Whether the band files are GeoTIFFs that somebody made of ESA's. */
  readonly isConverted: boolean;
  /** Share of the pixels that an offset of `offsetDn` would make impossible: see `impossibleIn`; null where none can be looked at. */
  readonly impossible: (offsetDn: number, quantification: number) => Promise<number | null>;
}
