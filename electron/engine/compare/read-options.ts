import type { TileDecoder } from '../jpeg2000/tile-decoder.ts';
import type { RasterPlace } from './raster-place.ts';

export interface ReadReferenceOptions {
  /** Plane of the raster, from 0. */
  readonly plane?: number | undefined;
  /** The grid to bring it to; its own without one. */
  readonly onto?: RasterPlace | undefined;
  /** Needed for JPEG 2000 files. */
  readonly decoder?: TileDecoder | undefined;
  readonly signal?: AbortSignal | undefined;
}
