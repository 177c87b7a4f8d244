import type { SessionContext } from './context.ts';
import { NotFoundError } from './errors.ts';
import type { ProductChoice } from './products.ts';

/** Where the product of an export job is, and how it is read. @throws NotFoundError */
export function sourceOf(
  { queue, products }: Pick<SessionContext, 'queue' | 'products'>,
  id: string,
): { readonly path: string; readonly source: ProductChoice } {
  const work = queue.workOf(id);
  if (work?.kind !== 'export') throw new NotFoundError('There is no such job of one product.');
  const { source } = work;
  if ('path' in source) return { path: source.path, source };
  const { path, product, reading } = products.get(source.product);
  const granule = product.granules.length > 1 ? product.granule : undefined;
  return { path, source: { granule, reading } };
}
