import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BAND_IDS, type BandId, WAVELENGTH_NANOMETRES } from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import { type ByteRange, estimateRange } from '../export/estimate.ts';
import { runGdal } from '../export/gdal.ts';
import { describeRaw, type RawBand } from '../export/vrt.ts';
import { type CompositeProvenance, compositeItems } from './composite-provenance.ts';
import { REFLECTANCE_UNITS } from './read-block.ts';
import { DN_OFFSET, planeFile } from './strip-file.ts';

const BYTES_PER_BAND_PIXEL: ByteRange = [0.3, 1.75];
/** Nearest: overviews hold spectra, days and counts as they are, too. */
const COG_OPTIONS = ['COMPRESS=DEFLATE', 'LEVEL=1', 'PREDICTOR=YES', 'OVERVIEW_RESAMPLING=NEAREST', 'BIGTIFF=IF_SAFER'];

/** Between how many bytes a composite takes: its bands, day and count. */
export function compositeBytes(size: Pick<Grid, 'width' | 'height'>, bands: number): ByteRange {
  return estimateRange(size, BYTES_PER_BAND_PIXEL, { files: bands + 2 });
}

/**
 * Writes the raw planes in `folder` as `composite.tif`, a Cloud Optimized GeoTIFF of 16-bit values under the bands' own
 * names, with `date` (days since 1970-01-01) and `observations` (how many); 0 is no data in all of them. Scale and offset
 * in the file turn the bands' values into reflectance.
 * @returns GDAL's warnings
 */
export async function writeCompositeCog(
  folder: string,
  {
    grid,
    bands,
    provenance,
  }: { readonly grid: Grid; readonly bands: readonly BandId[]; readonly provenance: CompositeProvenance },
  options: { readonly file: string; readonly signal?: AbortSignal | undefined; onFraction(fraction: number): void },
): Promise<readonly string[]> {
  const planes = [
    ...bands.map(bandPlane),
    plainPlane(bands.length, 'date', 'days since 1970-01-01'),
    plainPlane(bands.length + 1, 'observations', 'clear observations'),
  ];
  const raster = { ...grid, grid, bands: planes, metadata: compositeItems(provenance) };
  await writeFile(join(folder, 'composite.vrt'), describeRaw(raster));
  const step = {
    kind: 'raster',
    source: 'composite.vrt',
    output: 'composite.tif',
    driver: 'COG',
    options: COG_OPTIONS,
  } as const;
  const warnings = await runGdal({ folder, step }, options);
  for (const { file } of planes) await rm(join(folder, file));
  return warnings;
}

function bandPlane(band: BandId, index: number): RawBand {
  return {
    file: planeFile(index),
    type: 'UInt16',
    description: band,
    noData: 0,
    scale: 1 / REFLECTANCE_UNITS,
    offset: -DN_OFFSET / REFLECTANCE_UNITS,
    colourInterpretation: 'Gray',
    metadata: { BAND_NUMBER: String(BAND_IDS.indexOf(band)), WAVELENGTH_NM: String(WAVELENGTH_NANOMETRES[band]) },
  };
}

function plainPlane(index: number, description: string, unit: string): RawBand {
  return {
    file: planeFile(index),
    type: 'UInt16',
    description,
    noData: 0,
    colourInterpretation: 'Undefined',
    metadata: { UNIT: unit },
  };
}
