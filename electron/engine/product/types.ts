import type { BandId, GridMetres, Level } from '../core/bands.ts';
import type { ByteSource } from '../core/bytes.ts';
import type { Grid } from '../core/grid.ts';
import type { Checksum } from './checksums.ts';
import type { ProductWarning } from './product-warning.ts';
import type { RemoteAccess } from './remote/access.ts';
import type { ChunkSource } from './zarr/chunk-source.ts';

export type { ProductWarning } from './product-warning.ts';

/** A raster file of a product, not yet opened. `open` may be called many times. */
export interface RasterFile {
  readonly name: string;
  /** Path inside the product, with forward slashes. */
  readonly path: string;
  readonly pixelMetres: GridMetres;
  /** Format by content, not by name. */
  readonly format: 'jp2' | 'geotiff' | 'zarr';
  /** Plane of a `geotiff`, from 0; otherwise 0. */
  readonly index: number;
  /** Chunks of a `zarr`; `flags` are the bits opaque (1), cirrus (2), snow (4), which are read as three planes. */
  readonly zarr?: { readonly chunks: ChunkSource; readonly values: 'dn' | 'codes' | 'flags' };
  /** How stored values become DN; where absent they are DN already. Not for a `jp2`. */
  readonly toDn?: StoredToDn;
  /** The plane is a band although the file calls it, or another one, alpha. `geotiff` only. */
  readonly ignoresAlpha?: boolean;
  /** A `geotiff` in another system is laid on square pixels of this one while it is read. */
  readonly warp?: { readonly epsg: number; readonly pixelMetres: number; readonly isCodes?: boolean };
  /** What its bytes add up to by the product's own list, or by its zip; null where neither tells. */
  readonly checksum?: () => Promise<Checksum | null>;
  open(): Promise<ByteSource>;
}

/**
 * DN = round(value * scale + offset), at least 1 and at most 65535. NaN, infinite values, values outside of `lowest` to
 * `highest` and the no-data value become DN 0, as does 0 unless `zeroIsValid`.
 */
export interface StoredToDn {
  readonly scale: number;
  readonly offset: number;
  /** Besides the one that the file states. */
  readonly noData: number | null;
  /** The file tells its no-data otherwise, and 0 is a reflectance. */
  readonly zeroIsValid?: boolean;
  /** Stored values beyond which no reflectance can be: -9999 and its like. */
  readonly lowest?: number;
  readonly highest?: number;
}

/** Sun or view angles in degrees: zenith from the vertical, azimuth clockwise from north. */
export interface Angles {
  readonly zenithDegrees: number;
  readonly azimuthDegrees: number;
}

/** Angles on the 5 km grid of the tile metadata, row by row from the north-west corner; NaN where not given. */
export interface AngleGrid {
  readonly stepMetres: number;
  readonly width: number;
  readonly height: number;
  readonly zenithDegrees: Float32Array;
  readonly azimuthDegrees: Float32Array;
}

/** One granule (tile) of a Sentinel-2 product, or a stack of bands that stands for one. */
export interface Product {
  /** Product name without `.SAFE`; for a stack, its file name without ending. */
  readonly id: string;
  /** Hash of what tells one product from another (metadata bytes, file names and sizes); keys what a person did. Hex. */
  readonly key: string;
  /** Hash that changes whenever pixels, or how they are read, may have changed; keys whatever is made of them. Hex. */
  readonly contentKey: string;
  readonly path: string;
  readonly kind: 'folder' | 'zip' | 'stack' | 'zarr';
  readonly level: Level;
  readonly platform: string | null;
  /** ISO 8601, UTC. */
  readonly sensingTime: string | null;
  /** MGRS tile, for example `29UNU`. */
  readonly tile: string | null;
  readonly relativeOrbit: number | null;
  /** Processing baseline, for example `04.00`. */
  readonly baseline: string | null;
  /** Granules that the product holds; `granule` is the one that is open. */
  readonly granules: readonly string[];
  readonly granule: string;
  readonly epsg: number | null;
  /**
   * The grids of the tile, by pixel size. A SAFE product has all three where its granule metadata is there, none
   * otherwise. A stack has one, filed under the nearest of 10, 20 and 60 m; its `pixelMetres` is the true size.
   */
  readonly grids: Readonly<Partial<Record<GridMetres, Grid>>>;
  /** Reflectance = (DN + offset) / quantification. */
  readonly quantification: number;
  /** Offset in DN of every band that the metadata speaks of; 0 before baseline 04.00. */
  readonly offsets: Readonly<Partial<Record<BandId, number>>>;
  /** What told quantification and offsets, in words. */
  readonly radiometrySource?: string;
  readonly noDataDn: number;
  readonly saturatedDn: number;
  readonly sun: (Angles & { readonly grid: AngleGrid | null }) | null;
  /** Mean view angles per band, where the metadata gives them. */
  readonly view: Readonly<Partial<Record<BandId, Angles>>>;
  /** Ring of lon/lat in degrees, closed; null where unknown. */
  readonly footprint: readonly (readonly [number, number])[] | null;
  /** Files of every band, finest first; only files that are there, not empty and of a readable format. */
  readonly bands: Readonly<Partial<Record<BandId, readonly RasterFile[]>>>;
  readonly masks: {
    readonly scl: readonly RasterFile[];
    readonly cloudProbability: readonly RasterFile[];
    readonly snowProbability: readonly RasterFile[];
    /** MSK_CLASSI (baseline 04.00 on): planes opaque, cirrus, snow. */
    readonly classification: readonly RasterFile[];
    /** GML cloud mask (before 04.00). */
    readonly gmlClouds: (() => Promise<Uint8Array>) | null;
  };
  readonly trueColour: readonly RasterFile[];
  readonly preview: RasterFile | null;
  readonly warnings: readonly ProductWarning[];
  /** Paths of the files that have been changed, added or removed since the product was opened. */
  changedFiles(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface OpenProductOptions {
  /** Granule to open where there are several: its name or its MGRS tile; the first otherwise. */
  readonly granule?: string;
  /** What the user says of the pixels; it goes before what the files say. */
  readonly stack?: {
    /** For a stack only. */
    readonly bands?: readonly (BandId | null)[];
    /** For a stack, or band files without metadata. */
    readonly level?: Level;
    /** Reflectance = value * scale + offset, for every kind of input. */
    readonly scale?: number;
    readonly offset?: number;
    /** For a stack only. */
    readonly pixelMetres?: number;
  };
  /** Lets files be read over the network that the path, or an item, names; without it none is. */
  readonly remote?: RemoteAccess;
  /** Symbolic links are followed only inside of this folder; anywhere where it is not given. */
  readonly linksWithin?: string;
  /** Ends the opening, at once; once a product is open it ends nothing. */
  readonly signal?: AbortSignal;
}
