import type { ClassId, FlaggedClassId } from '../core/classes.ts';

export type { ProbabilityRaster } from '../core/probabilities.ts';

/** Parameters of the mask pipeline. Everything that decides a mask besides the probabilities; travels in every export. */
export interface MaskParameters {
  /** A class may be claimed where its probability reaches its threshold, 0 to 1. */
  readonly thresholds: Readonly<Record<FlaggedClassId, number>>;
  /** Euclidean distance in metres by which a class grows, 0 to `MAX_BUFFER_METRES`. */
  readonly bufferMetres: Readonly<Record<FlaggedClassId, number>>;
  /** Objects smaller than this are dropped and holes smaller than this are filled, m²; 0 keeps all. */
  readonly minAreaSquareMetres: number;
  /** Whether shadows that have no cloud on their way to the sun are dropped; absent: no. See `dropLoneShadows`. */
  readonly shadowsNeedCloud?: boolean | undefined;
  /** Places that are taken for cloud or shadow on most dates, and how far that is held against them; absent: not at all. */
  readonly persistence?: Persistence | undefined;
}

/** See `lowerPersistent`. */
export interface Persistence {
  /** Share of the probability that is taken from cloud or shadow there, 0 to 1; 0 is the same as no persistence. */
  readonly weight: number;
  /** Class raster that tells the places: its handle in a session, its path on the command line. */
  readonly raster: { readonly handle: string; readonly name: string };
}

/** Lon/lat in degrees. */
export type Position = readonly [number, number];

/** A correction by hand as it is kept: by positions on the ground, so that it fits every grid. */
export interface Correction {
  /** The class that it gives; `computed` takes corrections before it back. */
  readonly class: Exclude<ClassId, 'missing'> | 'computed';
  readonly shape:
    | { readonly kind: 'polygon'; readonly ring: readonly Position[] }
    | { readonly kind: 'stroke'; readonly points: readonly Position[]; readonly radiusMetres: number };
}

/** A class raster: codes 1 to 5, row by row. */
export interface ClassRaster {
  readonly width: number;
  readonly height: number;
  readonly pixelMetres: number;
  readonly codes: Uint8Array;
}
