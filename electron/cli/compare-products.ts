import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { compareProducts, type ProductDifference } from '../engine/compare/product-difference.ts';
import type { RasterContext } from '../engine/raster/context.ts';
import { openNamedProduct } from './open-product.ts';

/** Whether a path is that of a product rather than of a raster: a folder, or a file that stands for one. */
export async function isProductPath(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() === true || /\.(zip|xml|safe|zmetadata)$|(^|[\\/])zarr\.json$/i.test(path);
}

/** Compares two products: see `compareProducts`. */
export async function productDifference(
  a: string,
  b: string,
  rasters: RasterContext,
  signal?: AbortSignal,
): Promise<ProductDifference> {
  const options = signal ? { signal } : {};
  const first = await openNamedProduct(a, options);
  try {
    const second = await openNamedProduct(b, options);
    try {
      return await compareProducts(first, second, rasters);
    } finally {
      await rasters.release(second);
      await second.close();
    }
  } finally {
    await rasters.release(first);
    await first.close();
  }
}

/** What `compare` prints of it: "identical", or where not. */
export function formatDifference({ identical, rasters, differences, onlyInOne }: ProductDifference): string {
  const pixels = rasters.reduce((sum, raster) => sum + raster.pixels, 0);
  const unlike = rasters.filter(({ differing }) => differing > 0);
  const lines = unlike.map(({ name, differing, pixels: all, largest, first, missingInOne }) => {
    const missing = missingInOne > 0 ? `, ${missingInOne} of them without data in one` : '';
    return `${name}: ${differing} of ${all} pixels differ by up to ${largest}${missing}; the first at column ${first!.column}, row ${first!.row}`;
  });
  const head = identical
    ? `identical: ${rasters.length} bands and masks, ${pixels} pixels`
    : `different: ${unlike.length} of ${rasters.length} bands and masks`;
  return [head, ...differences, ...lines, ...onlyInOne.map(shortened)].join('\n');
}

function shortened(sentence: string): string {
  return sentence.replace(/^Only (.+) has /, (_, path: string) => `Only ${basename(path)} has `);
}
