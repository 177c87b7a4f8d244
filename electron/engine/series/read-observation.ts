import type { BandId } from '../core/bands.ts';
import type { Grid, Window } from '../core/grid.ts';
import { createAlterations } from '../model/alterations.ts';
import { clippedWarning } from '../model/clipped-bands.ts';
import { unclip } from '../model/unclip.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { readBandOnGrid } from '../raster/read-band.ts';

/** A band of nearly the same wavelengths, in which is seen what is clipped in one that has no coarser image. */
const STAND_INS: Partial<Readonly<Record<BandId, BandId>>> = { B08: 'B8A' };

/** What a date observed in a window. */
export interface Observation {
  /** DN row by row, for each of the bands; 0 is no-data. Clouds that ESA clipped to 0 are saturated, as in masks. */
  readonly dn: readonly Uint16Array[];
  /** What was met, in words. */
  readonly warnings: readonly string[];
}

/**
 * Reads bands of a date, all of which the product has, on one of its grids.
 * @throws what reading bands throws; CancelledError
 */
export async function readObservation(
  { product, grid, window }: { readonly product: Product; readonly grid: Grid; readonly window: Window },
  bands: readonly BandId[],
  rasters: RasterContext,
  signal: AbortSignal | undefined,
): Promise<Observation> {
  const reads = await Promise.all(
    bands.map(async (band) => {
      const files = product.bands[band]!;
      const standIn = STAND_INS[band];
      const read = await readBandOnGrid({ product, files, grid, window }, rasters, { signal });
      return { read, bands: standIn === undefined ? [band] : [band, standIn] };
    }),
  );
  const isClipped = await unclip({ product, grid, window }, reads, rasters, { signal });
  const alterations = createAlterations(rasters);
  for (const { read } of reads) alterations.note(read.file, read.integrity);
  const warnings = [...reads.flatMap(({ read }) => read.warnings), ...(await alterations.warnings())];
  return {
    dn: reads.map(({ read }) => read.dn),
    warnings: (isClipped ? [...warnings, clippedWarning(product)] : warnings).map(({ message }) => message),
  };
}
