import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportError } from '../core/errors.ts';
import { type Grid, windowGrid } from '../core/grid.ts';
import { classStatistics } from '../mask/statistics.ts';
import { type CodesLook, writeCodesCog } from './codes-cog.ts';
import { MASK_CATEGORIES, MASK_COLOURS } from './colours.ts';
import { type ByteRange, estimateRange } from './estimate.ts';
import type { OutputFormat } from './format.ts';
import { exportName } from './names.ts';
import { type Provenance, provenanceItems, provenanceJson } from './provenance.ts';
import { MASK_STAC_CLASSES } from './stac/classes.ts';
import { companion, stageExport } from './staging.ts';
import { maskRasterStyle } from './style.ts';
import type { ExportOptions, ExportResult } from './types.ts';

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
  async write(source, folder, options) {
    const grid = windowGrid(source.grid, source.window);
    const { mask, provenance } = source;
    const [name] = maskCog.names(source);
    return exportMaskCog({ grid, codes: mask.codes, provenance }, join(folder, name), options);
  },
};

/**
 * Writes a mask as a Cloud Optimized GeoTIFF on its own grid, with colour table, category names (in `.tif.aux.xml`, where
 * GDAL keeps them), overviews by mode, no-data 0 and the provenance as metadata; beside it a QGIS style (`.qml`) and the
 * provenance (`.json`).
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
  const files = await stageExport(
    {
      ...options,
      paths: [target, categories, style, json],
      neededBytes: codes.length + estimateRange(grid, CODES_BYTES_PER_PIXEL)[1],
      stale: [`${target}.ovr`, `${target}.msk`],
    },
    async (folder) => {
      const metadata = { ...provenanceItems(provenance), ...input.metadata };
      await writeCodesCog(
        folder,
        { grid, codes, metadata, look: MASK_LOOK },
        { signal: options.signal, onFraction: (fraction) => options.onProgress?.({ fraction, stage }) },
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
  return { files, warnings: [] };
}

export const MASK_LOOK: CodesLook = { description: 'Cloud mask', colours: MASK_COLOURS, categories: MASK_CATEGORIES };
