import type { ProductDetail } from '../contract/products.ts';
import type { SessionContext } from '../session/context.ts';
import { productDetail } from './product-detail.ts';

/** Opens a product for the renderer; it joins the recent ones. */
export async function openForApi(context: SessionContext, path: string, granule?: string): Promise<ProductDetail> {
  const entry = await context.products.open(path, granule);
  const { product } = entry;
  const openedAt = new Date().toISOString();
  await context.state.remember({ key: product.key, name: product.id, path, granule: product.granule, openedAt });
  await context.saveSession();
  const { packs } = await context.bench.packs();
  return productDetail(entry, packs, await context.state.scene(product.key));
}
