/** Samples of a part of a raster; `column` and `row` place the first of them on the lattice that taps refer to. */
export interface SampleBlock {
  readonly dn: Uint16Array;
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/**
 * When a target pixel has a value although some of its samples are no-data: `any` where at least one sample with
 * weight is valid, `nearest` where the sample nearest to its centre is. Its value is the weighted mean of the valid ones.
 */
export type ValidRule = 'any' | 'nearest';
