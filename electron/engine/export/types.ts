import type { OnProgress } from '../core/bytes.ts';

/** How every export is run. */
export interface ExportOptions {
  /** Replace files that are already there; otherwise they are an error. */
  readonly overwrite?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Called when all files are written, before they get their names; what it throws leaves none. */
  readonly beforeNaming?: (() => Promise<void>) | undefined;
}

/** A file that was written whole and stands under its final name. */
export interface ExportedFile {
  readonly path: string;
  readonly bytes: number;
}

export interface ExportResult {
  /** The main file first, then what stands beside it. */
  readonly files: readonly ExportedFile[];
  /** What GDAL remarked on, in its own words. */
  readonly warnings: readonly string[];
}
