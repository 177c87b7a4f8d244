import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { NotFoundError } from './errors.ts';

/** A product that is open, under the engine's own id. */
export interface OpenProduct {
  readonly id: string;
  readonly product: Product;
  /** What was opened; with the granule, enough to open it again. */
  readonly path: string;
}

export interface ProductRegistry {
  /** Opens a product, or returns it when the same path and granule are open. `id` brings back one of an earlier process. */
  open(path: string, granule?: string, id?: string): Promise<OpenProduct>;
  /** @throws NotFoundError */
  get(id: string): OpenProduct;
  list(): readonly OpenProduct[];
  close(id: string): Promise<void>;
}

export function createProductRegistry(release: (product: Product) => Promise<void>): ProductRegistry {
  const open = new Map<string, OpenProduct>();
  let count = 0;
  const close = async (id: string): Promise<void> => {
    const entry = open.get(id);
    if (!entry) return;
    open.delete(id);
    await release(entry.product);
    await entry.product.close();
  };
  return {
    async open(path, granule, id) {
      const product = await openProduct(path, granule === undefined ? {} : { granule });
      const twin = [...open.values()].find(
        (entry) => entry.product.key === product.key && entry.product.granule === product.granule,
      );
      if (twin) {
        await product.close();
        return twin;
      }
      count += 1;
      const entry = { id: id ?? `p${count}-${product.key.slice(0, 6)}`, product, path };
      open.set(entry.id, entry);
      return entry;
    },
    get(id) {
      const entry = open.get(id);
      if (!entry) throw new NotFoundError('This product is not open any more.', { remedy: 'Open it again.' });
      return entry;
    },
    list: () => [...open.values()],
    close,
  };
}
