import type { BandId } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { Product } from './types.ts';

/**
 * Makes sure that a product has what a piece of work needs.
 *
 * @throws ProductError that lists every band that cannot be read at any pixel size, or says that the grid is unknown
 */
export function requireBands(product: Product, bands: readonly BandId[]): void {
  const missing = bands.filter((band) => (product.bands[band]?.length ?? 0) === 0);
  if (missing.length > 0) {
    throw new ProductError(
      `${product.id} lacks ${missing.length} of ${bands.length} bands that are needed: ${missing.join(', ')}.`,
      { file: product.path, remedy: 'Download the product with its image files (GRANULE/.../IMG_DATA).' },
    );
  }
  if (Object.keys(product.grids).length === 0) {
    throw new ProductError(`${product.id} has no granule metadata (MTD_TL.xml), so that its grid is unknown.`, {
      file: product.path,
      remedy: 'Download the product with its granule metadata.',
    });
  }
}
