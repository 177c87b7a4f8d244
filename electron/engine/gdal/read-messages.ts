import type { Window } from '../core/grid.ts';

/** A raster file on disk, as GDAL is to see it. */
export interface GdalFile {
  /** Absolute path without symbolic links: GDAL sees the file's folder only. */
  readonly path: string;
  /** Changes when the file does, so that an open dataset is not read on. */
  readonly stamp: string;
  /** Where given, the raster is laid north-up on square pixels of another system; codes keep their values. */
  readonly warp?: { readonly epsg: number; readonly pixelMetres: number; readonly isCodes?: boolean };
}

/** A plane from 1, as GDAL counts; or the mask that goes with it, 0 where it is no-data. */
export type GdalPlane = number | `mask ${number}`;

/** Pixels of what comes back, where that is less than the window: every so manyth one, of an overview where there is one. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export type GdalReadTask =
  | { readonly kind: 'describe' }
  | {
      readonly kind: 'read';
      readonly planes: readonly GdalPlane[];
      readonly window: Window;
      readonly size?: PictureSize | undefined;
    }
  | { readonly kind: 'release' };

export interface GdalReadRequest {
  readonly id: number;
  readonly file: GdalFile;
  readonly task: GdalReadTask;
}

/** Type of the samples that come back; integers of 8 signed bits come as 16, of 64 bits as floating point. */
export type SampleType = 'Byte' | 'UInt16' | 'Int16' | 'UInt32' | 'Int32' | 'Float32' | 'Float64';

export type GdalReadReply =
  | { readonly id: number; readonly kind: 'described'; readonly json: string }
  | {
      readonly id: number;
      readonly kind: 'read';
      readonly planes: readonly { readonly type: SampleType; readonly bytes: ArrayBuffer }[];
    }
  | { readonly id: number; readonly kind: 'released' }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };

/** What the thread is started with, see `program.ts`. */
export interface GdalReadStart {
  readonly program: WebAssembly.Module;
  readonly programFolder: string;
}
