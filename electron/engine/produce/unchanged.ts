import { ProductError } from '../core/errors.ts';
import type { Product } from '../product/types.ts';

/** @throws ProductError when files of the product were changed since it was opened: what was read may be of both states */
export async function requireUnchanged(product: Product): Promise<void> {
  const changed = await product.changedFiles();
  if (changed.length === 0) return;
  const names = changed.slice(0, 3).join(', ') + (changed.length > 3 ? ', ...' : '');
  throw new ProductError(`Files of ${product.id} were changed while they were read (${names}).`, {
    file: product.path,
    remedy: 'Wait until its download or whatever writes it has ended, and do it again.',
  });
}
