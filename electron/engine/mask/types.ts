import type { FlaggedClassId } from '../core/classes.ts';

export type { ProbabilityRaster } from '../core/probabilities.ts';

/** Parameters of the mask pipeline. Everything that decides a mask besides the probabilities; travels in every export. */
export interface MaskParameters {
  /** A class may be claimed where its probability reaches its threshold, 0 to 1. */
  readonly thresholds: Readonly<Record<FlaggedClassId, number>>;
  /** Euclidean distance in metres by which a class grows, 0 to 500. */
  readonly bufferMetres: Readonly<Record<FlaggedClassId, number>>;
  /** Objects smaller than this are dropped and holes smaller than this are filled, m²; 0 keeps all. */
  readonly minAreaSquareMetres: number;
}

/** A class raster: codes 1 to 5, row by row. */
export interface ClassRaster {
  readonly width: number;
  readonly height: number;
  readonly pixelMetres: number;
  readonly codes: Uint8Array;
}
