import type { BandId } from '../core/bands.ts';
import { Jpeg2000Error, RasterError } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { type BandOnGrid, type ReadOnGridOptions, readBandOnGrid } from '../raster/read-band.ts';
import { fillClipped, isNearlyClipped, unclippedFiles } from './clipped-bands.ts';

/** A window of a product's grid. */
export interface UnclipRequest {
  readonly product: Product;
  readonly grid: Grid;
  readonly window: Window;
}

/** A band as it was read; null where it could not be. */
export interface UnclippableRead {
  /** Its own, then others that may take its place. */
  readonly bands: readonly BandId[];
  readonly read: Pick<BandOnGrid, 'dn' | 'file'> | null;
}

/**
 * Makes saturated, in place, what ESA's processor clipped to 0 in images of 10 m, where coarser ones show it bright.
 * Coarser images that cannot be read change nothing.
 *
 * @param reads all that was read of the window: whether the coarser images are looked at is judged by all of them
 * @returns whether anything was clipped
 * @throws CancelledError
 */
export async function unclip(
  { product, grid, window }: UnclipRequest,
  reads: readonly UnclippableRead[],
  context: RasterContext,
  options: Pick<ReadOnGridOptions, 'region' | 'later' | 'signal'> = {},
): Promise<boolean> {
  const doubted = reads.flatMap(({ bands, read }) => {
    const files = read?.dn.includes(0) ? unclippedFiles(product, read.file, bands) : null;
    return read && files ? [{ dn: read.dn, files }] : [];
  });
  if (doubted.length === 0 || !reads.some(({ read }) => read !== null && isNearlyClipped(read.dn))) return false;
  const filled = doubted.map(async ({ dn, files }) => {
    const coarser = await readBandOnGrid({ product, files, grid, window }, context, options).catch((error: unknown) => {
      if (error instanceof Jpeg2000Error || error instanceof RasterError) return null;
      throw error;
    });
    return coarser === null ? 0 : fillClipped(dn, coarser.dn);
  });
  return (await Promise.all(filled)).some((count) => count > 0);
}
