import type { ProductDetail } from '../contract/products.ts';
import type { SessionContext } from '../session/context.ts';
import type { OpenProduct, ProductChoice } from '../session/products.ts';
import { productDetail } from './product-detail.ts';

/** Opens a product for the renderer; it joins the recent ones. */
export async function openForApi(
  context: SessionContext,
  path: string,
  choice: ProductChoice = {},
): Promise<ProductDetail> {
  return rememberedDetail(context, await context.products.open(path, choice));
}

/** A product that was just opened, as the renderer sees it; it becomes the first of the recent ones. */
export async function rememberedDetail(context: SessionContext, entry: OpenProduct): Promise<ProductDetail> {
  const { product, path, reading } = entry;
  const openedAt = new Date().toISOString();
  await context.state.remember({
    key: product.key,
    name: product.id,
    path,
    granule: product.granule,
    ...(reading === undefined ? {} : { reading }),
    openedAt,
  });
  await context.projects.noteOpened(entry);
  await context.saveSession();
  const { device } = await context.state.settings();
  return productDetail(entry, await context.bench.packsFor(device), await context.projects.scene(product.key));
}
