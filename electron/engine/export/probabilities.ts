import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MASK_CLASSES, PROBABILITY_PLANES } from '../core/classes.ts';
import { ExportError } from '../core/errors.ts';
import { type Grid, windowGrid } from '../core/grid.ts';
import { type ByteRange, estimateRange } from './estimate.ts';
import type { OutputFormat } from './format.ts';
import { runGdal } from './gdal.ts';
import { exportName } from './names.ts';
import { type Provenance, provenanceItems } from './provenance.ts';
import { stageExport } from './staging.ts';
import type { ExportOptions, ExportResult } from './types.ts';
import { describeRaw, type RawBand } from './vrt.ts';

export interface ProbabilitiesInput {
  readonly grid: Grid;
  /** Four planes of 0 to 255 in the order of `PROBABILITY_PLANES`, one after the other; four zeros are missing. */
  readonly planes: Uint8Array;
  readonly provenance: Provenance;
}

const BYTES_PER_PIXEL: ByteRange = [1.1, 3.3];

export const probabilities: OutputFormat<'probabilities'> = {
  id: 'probabilities',
  title: 'Probabilities, GeoTIFF',
  note: 'Four planes, 0 to 255',
  heeds: null,
  extensions: ['.tif'],
  usesProbabilities: true,
  order: 3,
  stac: { roles: ['data'] },
  names: (subject) => [exportName(subject, 'probabilities', probabilities.extensions[0])],
  estimate: ({ window }) => estimateRange(window, BYTES_PER_PIXEL),
  write(source, folder, options) {
    const grid = windowGrid(source.grid, source.window);
    const { planes } = source.probabilities!;
    const [name] = probabilities.names(source);
    return exportProbabilities({ grid, planes, provenance: source.provenance }, join(folder, name), options);
  },
};

const COG_OPTIONS = ['COMPRESS=DEFLATE', 'LEVEL=1', 'PREDICTOR=YES', 'OVERVIEW_RESAMPLING=AVERAGE', 'BIGTIFF=IF_SAFER'];

/**
 * Writes the four probabilities as a Cloud Optimized GeoTIFF of bytes with scale 1/255; missing pixels are told by the
 * file's internal mask, because 0 is a probability.
 * @param target path of the `.tif`
 * @throws ExportError, CancelledError; nothing is left then
 */
export async function exportProbabilities(
  { grid, planes, provenance }: ProbabilitiesInput,
  target: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const pixels = grid.width * grid.height;
  if (planes.length !== 4 * pixels) {
    throw new ExportError(
      `The probabilities have ${planes.length} values, the grid wants ${4 * pixels} (4 x ${grid.width} x ${grid.height}).`,
    );
  }
  const stage = 'Writing probabilities';
  let warnings: readonly string[] = [];
  const neededBytes = 5 * pixels + estimateRange(grid, BYTES_PER_PIXEL)[1];
  const files = await stageExport({ ...options, paths: [target], neededBytes }, async (folder) => {
    await writeFile(join(folder, 'planes.raw'), planes);
    await writeFile(join(folder, 'valid.raw'), validity(planes, pixels));
    const bands = PROBABILITY_PLANES.map(
      (id, index): RawBand => ({
        file: 'planes.raw',
        type: 'Byte',
        firstByte: index * pixels,
        description: `Probability of ${MASK_CLASSES.find((maskClass) => maskClass.id === id)!.name.toLowerCase()}`,
        scale: 1 / 255,
        offset: 0,
        colourInterpretation: index === 0 ? 'Gray' : 'Undefined',
      }),
    );
    const raster = {
      ...grid,
      grid,
      bands,
      validity: { file: 'valid.raw', type: 'Byte' } as const,
      metadata: provenanceItems(provenance),
    };
    await writeFile(join(folder, 'planes.vrt'), describeRaw(raster));
    warnings = await runGdal(
      { folder, step: { kind: 'raster', source: 'planes.vrt', output: 'p.tif', driver: 'COG', options: COG_OPTIONS } },
      { file: target, signal: options.signal, onFraction: (fraction) => options.onProgress?.({ fraction, stage }) },
    );
    return [{ staged: 'p.tif', path: target }];
  });
  return { files, warnings };
}

function validity(planes: Uint8Array, pixels: number): Uint8Array {
  const valid = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const any = planes[i]! | planes[pixels + i]! | planes[2 * pixels + i]! | planes[3 * pixels + i]!;
    valid[i] = any === 0 ? 0 : 255;
  }
  return valid;
}
