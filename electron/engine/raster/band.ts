import type { Jpeg2000Error, RasterError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import type { TilePlace } from '../jpeg2000/tile-reader.ts';
import type { Integrity } from './integrity.ts';

/** How a window of a band is read. */
export interface ReadBandOptions {
  /** Halvings, 0 to `levels`; the window is in pixels of the raster so reduced. */
  readonly reduce?: number;
  /** Decode only the parts of a tile that the window needs: for a small window that is read once. */
  readonly partial?: boolean | undefined;
  /** All that will be read of the raster so reduced: tiles are decoded no further. */
  readonly region?: Window | undefined;
  /** All that will be read of the raster so reduced afterwards: tiles that are needed by none of it are not kept. */
  readonly later?: readonly Window[] | undefined;
  /** Bit-planes that may be left undecoded, for a file that is intact: see `planesLeftOut`. */
  readonly planes?: number;
  /** Decode the whole of a small file in one go: for a reader that will want all of it, of a file that is at hand. */
  readonly atOnce?: boolean | undefined;
  /** Called for each damaged part of the window, which is read as no-data then; without it, damage is an error. */
  readonly onDamage?: ((error: Jpeg2000Error | RasterError) => void) | undefined;
  /** Somebody looks at the pixels and waits: what must be decoded goes before what jobs have asked for. */
  readonly isUrgent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Full resolution where it is needed beside a reduced one: see `settleNoData`. */
export interface ExactTiles {
  tilesIn(window: Window): readonly TilePlace[];
  /** Side of the squares that are decoded for themselves about as cheaply as within a larger area, in pixels. */
  readonly cellPixels: number;
  /** Whether a tile is known to have no detail at all: its reduced resolutions show all of it. */
  isFlat(tile: number): Promise<boolean>;
  /** DN of the tile inside of `areas`, row by row of the whole tile. Throws Jpeg2000Error, CancelledError. */
  readAreas(
    place: TilePlace,
    areas: readonly Window[],
    options?: Pick<ReadBandOptions, 'signal' | 'isUrgent'>,
  ): Promise<Uint16Array>;
}

/**
 * One raster plane with random access. Sample i of the raster reduced by r halvings is centred on pixel 2^r * i of the
 * full raster: the wavelet's low-pass filter is symmetric about even samples (ISO/IEC 15444-1, F.3.8.2). So it is
 * centred at (2^r * i + 0.5) pixels from the edge, not at 2^r * (i + 0.5).
 */
export interface BandSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Of the file; 0 where it is many. */
  readonly bytes: number;
  /** Planes that interleave in `readWindow`; 1 for a band, 3 for a true-colour image. */
  readonly components: number;
  /** Halvings that cost less than the full raster; 0 where there are none. */
  readonly levels: number;
  sizeAt(reduce: number): { readonly width: number; readonly height: number };
  /** DN of a window that lies inside the raster, row by row; components interleaved. Throws Jpeg2000Error, RasterError, CancelledError. */
  readWindow(window: Window, options?: ReadBandOptions): Promise<Uint16Array>;
  /** Whether the file is as it was delivered, told by all of its bytes: a second for 500 MB. Throws what reading may throw. */
  integrity(): Promise<Integrity>;
  /** Known not to be as it was delivered, without any reading. */
  readonly isAltered?: boolean;
  /** Null where there is only the full resolution. */
  readonly exact: ExactTiles | null;
  close(): Promise<void>;
}
