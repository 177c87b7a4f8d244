/** Probabilities of the four classes on a grid, as stored. */
export interface ProbabilityRaster {
  readonly width: number;
  readonly height: number;
  readonly pixelMetres: number;
  /**
   * Planar, `PROBABILITY_PLANES` order: plane p, row r, column c at (p * height + r) * width + c; 0..255 for 0..1.
   * A pixel whose four values are 0 is missing.
   */
  readonly planes: Uint8Array;
  /** For each pixel the class that it is taken for on most dates (cloud, shadow), any other code where none; absent where nobody looked. */
  readonly persistent?: Uint8Array | undefined;
}
