import { encode } from 'fast-png';
import { wholeWindow } from '../core/grid.ts';
import { trueColourPicture } from '../jobs/picture.ts';
import type { Product } from '../product/types.ts';
import type { EngineContext } from './context.ts';
import type { ProductDetail } from './contract/products.ts';
import { finestGrid, productDetail } from './product-detail.ts';

const THUMBNAIL_PIXELS = 192;

/** Opens a product for the renderer; it joins the recent ones, which get a thumbnail in the background. */
export async function openForApi(context: EngineContext, path: string, granule?: string): Promise<ProductDetail> {
  const entry = await context.products.open(path, granule);
  const { product } = entry;
  const openedAt = new Date().toISOString();
  await context.state.remember({ key: product.key, name: product.id, path, granule: product.granule, openedAt });
  await context.saveSession();
  const { packs } = await context.bench.packs();
  return productDetail(entry, packs, await context.state.scene(product.key));
}

/** PNG of the product in true colour, made at the first call and kept; null where it cannot be drawn. */
export async function thumbnailOf(context: EngineContext, product: Product): Promise<Uint8Array | null> {
  const kept = await context.state.thumbnail(product.key);
  const grid = finestGrid(product);
  if (kept || !grid) return kept;
  const { width, height, rgba } = await trueColourPicture(product, grid, wholeWindow(grid), context.bench.rasters, {
    maxSide: THUMBNAIL_PIXELS,
  });
  const png = encode({ width, height, data: new Uint8Array(rgba.buffer), channels: 4 });
  await context.state.saveThumbnail(product.key, png);
  return png;
}
