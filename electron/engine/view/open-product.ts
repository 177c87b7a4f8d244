import type { ProductDetail } from '../contract/products.ts';
import { isAddress, shownAddress } from '../product/remote/address.ts';
import type { SessionContext } from '../session/context.ts';
import type { OpenProduct, ProductChoice } from '../session/products.ts';
import { remotePlaceOf } from '../session/remote-reading.ts';
import { productDetail } from './product-detail.ts';

/** Opens a product for the renderer; it joins the recent ones. @throws CancelledError once the request is given up */
export async function openForApi(
  context: SessionContext,
  path: string,
  choice: ProductChoice,
  signal: AbortSignal,
): Promise<ProductDetail> {
  return rememberedDetail(context, await context.products.open(path, choice, { signal }));
}

/**
 * Opens a product on the network for the renderer, for which the user asks: of its address what is not kept is left out.
 *
 * @param place address, or path of an item whose files are at some
 * @throws RemoteRefusal while reading over the network is off
 */
export async function openRemoteForApi(
  context: SessionContext,
  place: string,
  choice: ProductChoice,
  signal: AbortSignal,
): Promise<ProductDetail> {
  const [path, address] = isAddress(place) ? [shownAddress(place), place] : [place, undefined];
  return context.remote.during(path, signal, (remote) =>
    openForApi(context, path, { ...choice, remote, address }, signal),
  );
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
    remote: remotePlaceOf(entry),
    openedAt,
  });
  await context.projects.noteOpened(entry);
  await context.saveSession();
  const { device } = await context.state.settings();
  return productDetail(entry, await context.bench.packsFor(device), await context.projects.scene(product.key));
}
