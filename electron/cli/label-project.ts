import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { typed } from '../engine/core/shell-word.ts';
import { LabelError } from '../engine/label/documents.ts';
import { requireSame } from '../engine/label/moved.ts';
import { type LabelFolder, type ProjectDocument, placesOfProduct, projectProduct } from '../engine/label/project.ts';
import type { Product } from '../engine/product/types.ts';
import type { RasterContext } from '../engine/raster/context.ts';
import { openNamedProduct } from './open-product.ts';

/** Opens a product for as long as the work takes. */
export async function withProductAt<T>(
  path: string,
  options: Parameters<typeof openNamedProduct>[1],
  rasters: RasterContext,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  const product = await openNamedProduct(resolve(path), options);
  try {
    return await work(product);
  } finally {
    await rasters.release(product);
    await product.close();
  }
}

/** Opens products of a project by their keys, from where they are. */
export function projectProducts(project: LabelFolder, rasters: RasterContext) {
  return async <T>(key: string, work: (product: Product) => Promise<T>): Promise<T> => {
    const described = projectProduct(project, key);
    for (const place of placesOfProduct(project.folder, described)) {
      if ((await stat(place).catch(() => null)) === null) continue;
      return withSameProduct(described, place, rasters, work);
    }
    throw new LabelError(`${described.name} is not where it was when its chips were made.`, {
      file: described.absolutePath,
      remedy: `Put it back, or say where it is now: nephoscope label locate ${typed(project.folder)} FOLDER`,
    });
  };
}

/** Opens what is at a path as a product of a project. @throws LabelError for another product */
export async function withSameProduct<T>(
  described: ProjectDocument['products'][number],
  path: string,
  rasters: RasterContext,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  const { granule, reading } = described;
  const stack = reading && Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined));
  const options = stack ? { stack } : {};
  // Not by its granule: where another product is, it would be asked for one that it does not have.
  const first = await withProductAt(path, options, rasters, async (product) => {
    if (product.key !== described.key && product.granules.includes(granule)) return null;
    requireSame(described, product, path);
    return { done: await work(product) };
  });
  if (first) return first.done;
  return withProductAt(path, { ...options, granule }, rasters, (product) => {
    requireSame(described, product, path);
    return work(product);
  });
}
