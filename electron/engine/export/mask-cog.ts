import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportError } from '../core/errors.ts';
import { type Grid, windowGrid } from '../core/grid.ts';
import { temporaryFolder } from '../core/temporary.ts';
import { classStatistics } from '../mask/statistics.ts';
import { MASK_CATEGORIES, MASK_COLOURS } from './colours.ts';
import { type ByteRange, estimateRange } from './estimate.ts';
import type { OutputFormat } from './format.ts';
import { type GdalRunOptions, runGdal } from './gdal.ts';
import { exportName } from './names.ts';
import { type Provenance, provenanceItems, provenanceJson } from './provenance.ts';
import { MASK_STAC_CLASSES } from './stac/classes.ts';
import { companion, stageExport } from './staging.ts';
import { maskRasterStyle } from './style.ts';
import type { ExportOptions, ExportResult } from './types.ts';
import { describeRaw, type Rgba } from './vrt.ts';

export interface MaskCogInput {
  readonly grid: Grid;
  /** Class codes 1 to 5, row by row. */
  readonly codes: Uint8Array;
  readonly provenance: Provenance;
  /** Further metadata items. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Of a mask as a COG. */
export const CODES_BYTES_PER_PIXEL: ByteRange = [0.03, 0.16];

export const maskCog: OutputFormat<'cog'> = {
  id: 'cog',
  title: 'Mask, GeoTIFF',
  note: 'Cloud optimized, with QGIS style',
  heeds: null,
  extensions: ['.tif', '.tif.aux.xml', '.qml', '.json'],
  order: 1,
  stac: { roles: ['data', 'cloud'], classes: MASK_STAC_CLASSES },
  names: (subject) => [exportName(subject, 'mask', maskCog.extensions[0])],
  estimate: ({ window }) => estimateRange(window, CODES_BYTES_PER_PIXEL),
  prepare: () => prepareMaskCog(),
  async write(source, folder, options) {
    // Its thread writes this mask too.
    await prepared;
    const grid = windowGrid(source.grid, source.window);
    const { mask, provenance } = source;
    const [name] = maskCog.names(source);
    return exportMaskCog({ grid, codes: mask.codes, provenance }, join(folder, name), options);
  },
};

const COG_OPTIONS = ['COMPRESS=DEFLATE', 'LEVEL=6', 'OVERVIEW_RESAMPLING=MODE', 'BIGTIFF=IF_SAFER'];

/**
 * Writes a mask as a Cloud Optimized GeoTIFF on its own grid, with colour table, category names (in `.tif.aux.xml`, where
 * GDAL keeps them), overviews by mode, no-data 0 and the provenance as metadata; beside it a QGIS style (`.qml`) and the
 * provenance (`.json`). Takes about 1.7 s and 0.3 GB for 5490 x 5490 pixels.
 * @param target path of the `.tif`
 * @throws ExportError, CancelledError; nothing is left then
 */
export async function exportMaskCog(
  input: MaskCogInput,
  target: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const { grid, codes, provenance } = input;
  if (codes.length !== grid.width * grid.height) {
    throw new ExportError(
      `The mask has ${codes.length} values, its grid wants ${grid.width * grid.height} (${grid.width} x ${grid.height}).`,
    );
  }
  const stage = 'Writing the mask';
  const style = companion(target, '.qml');
  const json = companion(target, '.json');
  const categories = `${target}.aux.xml`;
  let warnings: readonly string[] = [];
  const files = await stageExport(
    {
      ...options,
      paths: [target, categories, style, json],
      neededBytes: codes.length + estimateRange(grid, CODES_BYTES_PER_PIXEL)[1],
      stale: [`${target}.ovr`, `${target}.msk`],
    },
    async (folder) => {
      const metadata = { ...provenanceItems(provenance), ...input.metadata };
      warnings = await writeCodesCog(
        folder,
        { grid, codes, metadata, look: MASK_LOOK },
        {
          file: target,
          signal: options.signal,
          onFraction: (fraction) => options.onProgress?.({ fraction, stage }),
        },
      );
      await writeFile(join(folder, 'mask.qml'), maskRasterStyle());
      const statistics = classStatistics({ ...grid, codes });
      await writeFile(join(folder, 'mask.json'), provenanceJson(provenance, grid, statistics));
      return [
        { staged: 'mask.tif', path: target },
        { staged: 'mask.tif.aux.xml', path: categories },
        { staged: 'mask.qml', path: style },
        { staged: 'mask.json', path: json },
      ];
    },
  );
  return { files, warnings };
}

/** What codes of a raster mean and look like to other programs; index = code, 0 is no data. */
export interface CodesLook {
  readonly description: string;
  readonly colours: readonly Rgba[];
  readonly categories: readonly string[];
}

export const MASK_LOOK: CodesLook = { description: 'Cloud mask', colours: MASK_COLOURS, categories: MASK_CATEGORIES };

/** Writes codes as `mask.tif` and `mask.tif.aux.xml` into a folder; returns GDAL's warnings. */
export async function writeCodesCog(
  folder: string,
  {
    grid,
    codes,
    metadata,
    look,
  }: {
    readonly grid: Grid;
    readonly codes: Uint8Array;
    readonly metadata: Readonly<Record<string, string>>;
    readonly look: CodesLook;
  },
  options: GdalRunOptions,
): Promise<readonly string[]> {
  await writeFile(join(folder, 'codes.raw'), codes);
  const band = { file: 'codes.raw', type: 'Byte', noData: 0, colourInterpretation: 'Palette', ...look } as const;
  await writeFile(join(folder, 'mask.vrt'), describeRaw({ ...grid, grid, bands: [band], metadata }));
  const step = { kind: 'raster', source: 'mask.vrt', output: 'mask.tif', driver: 'COG', options: COG_OPTIONS } as const;
  return runGdal({ folder, step }, options);
}

let prepared: Promise<void> | undefined;
const TRIAL_PIXELS = 640;

/**
 * Writes a small mask and throws it away, once per process: V8 compiles GDAL's functions when they are first called, which
 * for a mask's takes 0.6 s of one core. The thread is kept for the mask. To be called while a core is idle, some time before the first mask is written.
 */
export function prepareMaskCog(): Promise<void> {
  prepared ??= writeTrial().catch(() => undefined);
  return prepared;
}

async function writeTrial(): Promise<void> {
  const folder = await temporaryFolder();
  try {
    const size = { width: TRIAL_PIXELS, height: TRIAL_PIXELS };
    const grid = { epsg: 32633, originX: 399_960, originY: 5_900_040, pixelMetres: 60, ...size };
    const codes = Uint8Array.from({ length: size.width * size.height }, (_, at) => 1 + ((at >> 6) & 3));
    const trial = { grid, codes, metadata: { TITLE: 'trial' }, look: MASK_LOOK };
    await writeCodesCog(folder, trial, { file: join(folder, 'mask.tif'), isKept: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
