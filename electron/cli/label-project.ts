import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LabelError } from '../engine/label/documents.ts';
import type { LabelFolder } from '../engine/label/project.ts';
import { placesOfProduct, projectProduct } from '../engine/label/project.ts';
import { openProduct } from '../engine/product/open.ts';
import type { Product } from '../engine/product/types.ts';
import type { RasterContext } from '../engine/raster/context.ts';

/** Opens a product for as long as the work takes. */
export async function withProductAt<T>(
  path: string,
  options: Parameters<typeof openProduct>[1],
  rasters: RasterContext,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  const product = await openProduct(resolve(path), options);
  try {
    return await work(product);
  } finally {
    await rasters.release(product);
    await product.close();
  }
}

/** Opens products of a project by their keys, from where they were when their chips were made. */
export function projectProducts(project: LabelFolder, rasters: RasterContext) {
  return async <T>(key: string, work: (product: Product) => Promise<T>): Promise<T> => {
    const described = projectProduct(project, key);
    for (const place of placesOfProduct(project.folder, described)) {
      if ((await stat(place).catch(() => null)) === null) continue;
      const { granule, reading } = described;
      const stack = reading && Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined));
      const isOne = granule === '' || stack !== undefined;
      return withProductAt(place, { ...(isOne ? {} : { granule }), ...(stack ? { stack } : {}) }, rasters, work);
    }
    throw new LabelError(`${described.name} is not where it was when its chips were made.`, {
      file: described.absolutePath,
      remedy: 'Put it back, or make the chips anew from where it is now.',
    });
  };
}
