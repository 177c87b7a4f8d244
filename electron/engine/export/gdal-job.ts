/** One thing for GDAL to do in the folder of its job; names are relative to that folder and plain ASCII. */
export type GdalStep =
  | {
      readonly kind: 'raster';
      readonly source: string;
      readonly output: string;
      readonly driver: 'COG' | 'PNG';
      /** Creation options, `NAME=VALUE`. */
      readonly options: readonly string[];
    }
  | {
      readonly kind: 'vector';
      readonly source: string;
      readonly output: string;
      /** Options of `ogr2ogr`. */
      readonly options: readonly string[];
    }
  /** Says what a file is, as `gdalinfo -json` and `ogrinfo -json` do. */
  | { readonly kind: 'raster-info' | 'vector-info'; readonly source: string }
  /** Copies a raster, or a part of it, as `gdal_translate` does. */
  | {
      readonly kind: 'translate';
      readonly source: string;
      readonly output: string;
      readonly options: readonly string[];
    }
  /** Warps a raster as `gdalwarp` does, after `gdal_translate` to a virtual raster where `assign` has options for it. */
  | {
      readonly kind: 'warp';
      readonly source: string;
      readonly output: string;
      readonly options: readonly string[];
      readonly assign: readonly string[];
    };

/** What the GDAL worker is started with. */
export interface GdalJob {
  readonly folder: string;
  /** A folder that `source` of a step that reads is in; the job's own without it. */
  readonly sourceFolder?: string | undefined;
  readonly step: GdalStep;
  /** GDAL, compiled once per process: the threads share its machine code, and what V8 has optimised of it. */
  readonly program: WebAssembly.Module;
  /** Folder of GDAL's own data. */
  readonly programFolder: string;
}

/** What the GDAL worker says while it works; after `done` or `failed` it ends. */
export type GdalReport =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done'; readonly warnings: readonly string[]; readonly info?: string | undefined }
  | { readonly kind: 'failed'; readonly message: string };
