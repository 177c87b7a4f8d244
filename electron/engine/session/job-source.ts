import type { JobQueue } from '../jobs/queue.ts';
import { NotFoundError } from './errors.ts';
import type { ProductChoice, ProductRegistry } from './products.ts';

/** Where the product of an export job is, and how it is read. @throws NotFoundError */
export function sourceOf(
  { queue, products }: { readonly queue: JobQueue; readonly products: ProductRegistry },
  id: string,
): { readonly path: string; readonly source: ProductChoice } {
  const work = queue.workOf(id);
  if (work?.kind !== 'export') throw new NotFoundError('There is no such job of one product.');
  const { source } = work;
  if ('path' in source) return { path: source.path, source };
  const { path, product, reading, remote, address } = products.get(source.product);
  const granule = product.granules.length > 1 ? product.granule : undefined;
  return { path, source: { granule, reading, remote, address } };
}
