import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BandId } from '../core/bands.ts';
import type { ClassCode } from '../core/classes.ts';
import { ExportError, throwIfCancelled } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import { clearMasked, type MaskOnGrid } from './clear-masked.ts';
import { type ByteRange, estimateRange } from './estimate.ts';
import { runGdal } from './gdal.ts';
import { type Provenance, provenanceItems } from './provenance.ts';
import { type StagedFile, stageExport } from './staging.ts';
import type { ExportOptions, ExportResult } from './types.ts';
import { describeRaw, type RawBand } from './vrt.ts';

/** A band to be cleaned; reflectance = (DN + offset) / quantification. */
export interface CleanedBand {
  readonly id: BandId;
  readonly offset: number;
}

export interface CleanedInput {
  /** Grid of the files to be written. */
  readonly grid: Grid;
  readonly bands: readonly CleanedBand[];
  readonly quantification: number;
  /** DN of a window of `grid`, row by row; 0 is no-data. Asked for in strips from north to south, band after band. */
  read(band: BandId, window: Window, signal?: AbortSignal): Promise<Uint16Array>;
  /** Its pixels may be coarser or finer than those of `grid`; the nearest counts, and outside of it all is missing. */
  readonly mask: MaskOnGrid;
  /** Classes whose pixels become no-data. */
  readonly maskedCodes: ReadonlySet<ClassCode>;
  readonly provenance: Provenance;
  /** Rows that are read at a time; best a multiple of the rows of the band's JPEG 2000 tiles. */
  readonly stripRows?: number | undefined;
}

/** Where cleaned rasters go: all bands into one file, or each into its own. */
export type CleanedTarget =
  | { readonly kind: 'stack'; readonly path: string }
  | { readonly kind: 'bands'; pathOf(band: BandId): string };

export const CLEANED_BYTES_PER_PIXEL: ByteRange = [0.3, 1.75];
const NO_DATA = 0;
const STRIP_ROWS = 1024;
/** Level 1: DN are noise to DEFLATE, level 6 takes more than three times as long for 2 % less. */
const COG_OPTIONS = ['COMPRESS=DEFLATE', 'LEVEL=1', 'PREDICTOR=YES', 'OVERVIEW_RESAMPLING=AVERAGE', 'BIGTIFF=IF_SAFER'];

/**
 * Writes bands with masked pixels set to no-data, as Cloud Optimized GeoTIFF of 16-bit DN; scale and offset in the file
 * turn DN into reflectance. While GDAL writes one file the next band is read. Holds one strip of one band in memory, and
 * about 0.3 GB in GDAL; a 10980 x 10980 band takes about 10 s.
 * @throws ExportError, CancelledError, and what `read` throws; nothing is left then
 */
export async function exportCleaned(
  input: CleanedInput,
  target: CleanedTarget,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const { grid, bands } = input;
  if (bands.length === 0) throw new ExportError('No band was chosen.', { remedy: 'Choose at least one band.' });
  const groups = target.kind === 'stack' ? [bands] : bands.map((band) => [band]);
  const paths = target.kind === 'stack' ? [target.path] : bands.map(({ id }) => target.pathOf(id));
  const rawBytes = 2 * grid.width * grid.height * (target.kind === 'stack' ? bands.length : Math.min(2, bands.length));
  const [, mostBytes] = estimateRange(grid, CLEANED_BYTES_PER_PIXEL, { files: bands.length });
  const warnings: string[] = [];
  const failure = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal;
  const report = progressOf(bands.length, groups.length, options);

  const files = await stageExport({ ...options, paths, neededBytes: rawBytes + mostBytes }, async (folder) => {
    const staged: StagedFile[] = [];
    let writing: Promise<void> = Promise.resolve();
    try {
      for (const [index, group] of groups.entries()) {
        for (const band of group) {
          const before = bands.indexOf(band);
          await writeRaw(input, band, folder, signal, (rows) => report.read(before + rows / grid.height));
        }
        await writing;
        const path = paths[index]!;
        const output = `clean-${index}.tif`;
        staged.push({ staged: output, path });
        const onFraction = (fraction: number) => report.written(index + fraction);
        writing = writeGroup(input, group, { folder, output, path, signal, onFraction }).then((remarks) => {
          warnings.push(...remarks);
        });
        // A failure is seen at the next `await writing`; until then it must not count as unhandled.
        writing.catch(() => failure.abort());
      }
      await writing;
    } catch (error) {
      failure.abort();
      await writing.catch((earlier: unknown) => {
        if (options.signal?.aborted !== true && earlier instanceof ExportError) throw earlier;
      });
      throwIfCancelled(options.signal);
      throw error;
    }
    return staged;
  });
  return { files, warnings };
}

interface GroupTarget {
  readonly folder: string;
  readonly output: string;
  readonly path: string;
  readonly signal: AbortSignal;
  onFraction(fraction: number): void;
}

async function writeGroup(
  input: CleanedInput,
  group: readonly CleanedBand[],
  { folder, output, path, signal, onFraction }: GroupTarget,
): Promise<readonly string[]> {
  const source = `${output}.vrt`;
  const bands = group.map((band) => rawBand(band, input.quantification));
  const metadata = {
    ...provenanceItems(input.provenance),
    NEPHOSCOPE_MASKED_CLASSES: [...input.maskedCodes].sort().join(','),
  };
  await writeFile(join(folder, source), describeRaw({ ...input.grid, grid: input.grid, bands, metadata }));
  const warnings = await runGdal(
    { folder, step: { kind: 'raster', source, output, driver: 'COG', options: COG_OPTIONS } },
    { file: path, signal, onFraction },
  );
  onFraction(1);
  for (const { file } of bands) await rm(join(folder, file));
  return warnings;
}

function rawBand({ id, offset }: CleanedBand, quantification: number): RawBand {
  return {
    file: rawName(id),
    type: 'UInt16',
    description: id,
    noData: NO_DATA,
    scale: 1 / quantification,
    offset: offset / quantification,
    colourInterpretation: 'Gray',
  };
}

function rawName(band: BandId): string {
  return `${band}.raw`;
}

/** Reads a band in strips, clears what is masked and appends it to a raw file. */
async function writeRaw(
  input: CleanedInput,
  { id }: CleanedBand,
  folder: string,
  signal: AbortSignal,
  onRows: (rows: number) => void,
): Promise<void> {
  const { grid, mask, maskedCodes } = input;
  const stripRows = input.stripRows ?? STRIP_ROWS;
  const handle = await open(join(folder, rawName(id)), 'w');
  try {
    for (let row = 0; row < grid.height; row += stripRows) {
      throwIfCancelled(signal);
      const window = { column: 0, row, width: grid.width, height: Math.min(stripRows, grid.height - row) };
      const dn = await input.read(id, window, signal);
      if (dn.length !== window.width * window.height) {
        throw new ExportError(
          `${id} gave ${dn.length} pixels for rows ${row} to ${row + window.height - 1}, ${window.width * window.height} were wanted.`,
        );
      }
      clearMasked(dn, window, grid, mask, maskedCodes);
      await handle.writeFile(new Uint8Array(dn.buffer, dn.byteOffset, dn.byteLength));
      onRows(row + window.height);
    }
  } finally {
    await handle.close();
  }
}

/** Tells the whole's progress; reading counts for two thirds of the work and writing for one. */
function progressOf(bandCount: number, fileCount: number, { onProgress }: ExportOptions) {
  let bandsRead = 0;
  let filesWritten = 0;
  const tell = () => {
    const fraction = (2 * bandsRead) / (3 * bandCount) + filesWritten / (3 * fileCount);
    onProgress?.({ fraction, stage: 'Writing cleaned bands' });
  };
  return {
    read(done: number): void {
      bandsRead = done;
      tell();
    },
    written(done: number): void {
      filesWritten = done;
      tell();
    },
  };
}
