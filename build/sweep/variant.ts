import type { BandId } from '../../electron/engine/core/bands.ts';
import type { OpenProductOptions } from '../../electron/engine/product/types.ts';

/** The planes of the scene that all variants are made of. */
export const BANDS: readonly BandId[] = ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'];

export type Stack = NonNullable<OpenProductOptions['stack']>;
export type Reading = { readonly [K in keyof Stack]?: Stack[K] | undefined };

/** A GeoTIFF of the scene: how it is made, how it is to be read, and what is expected of it. */
export interface Variant {
  readonly name: string;
  make(plain: string, target: string): void;
  readonly read?: Reading;
  /** Share of the pixels that may have another class; of the classes' shares, where the grid is another. */
  readonly tolerance?: number;
  readonly otherGrid?: boolean;
  readonly refused?: RegExp;
}
