import { encode } from 'fast-png';
import { wholeWindow } from '../core/grid.ts';
import { bandPicture } from '../export/picture.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from '../session/context.ts';
import type { RecentEntry } from '../session/state.ts';
import { finestGrid } from './product-detail.ts';

const THUMBNAIL_PIXELS = 192;

/** What tells a product and how it is opened. */
type PicturedProduct = Pick<RecentEntry, 'key' | 'path' | 'granule' | 'reading' | 'remote'>;

/** Small pictures of products that are open or were so: made when one is first asked for, then kept. */
export interface Thumbnails {
  /** PNG in true colour; null for a product that has changed or cannot be drawn. */
  of(entry: PicturedProduct): Promise<Uint8Array | null>;
}

/** Draws one at a time, so that a list of many does not keep the machine from the product that is opened meanwhile. */
export function createThumbnails({ state, products, bench }: SessionContext): Thumbnails {
  const making = new Map<string, Promise<Uint8Array | null>>();
  let last: Promise<unknown> = Promise.resolve();

  const draw = async (product: Product): Promise<Uint8Array | null> => {
    const grid = finestGrid(product);
    if (!grid) return null;
    const options = { maxSide: THUMBNAIL_PIXELS };
    const { width, height, rgba } = await bandPicture(product, grid, wholeWindow(grid), bench.rasters, options);
    const png = encode({ width, height, data: new Uint8Array(rgba.buffer), channels: 4 });
    await state.saveThumbnail(product.key, png);
    return png;
  };
  const make = async ({ key, path, granule, reading, remote }: PicturedProduct): Promise<Uint8Array | null> => {
    const open = products.list().find(({ product }) => product.key === key);
    if (open) return draw(open.product);
    // Nothing is fetched for a picture.
    if (remote) return null;
    const product = await openProduct(path, products.options({ granule, reading }));
    try {
      return product.key === key ? await draw(product) : null;
    } finally {
      await bench.rasters.release(product);
      await product.close();
    }
  };
  const makeInTurn = (entry: PicturedProduct): Promise<Uint8Array | null> => {
    const made = last.then(() => make(entry)).finally(() => making.delete(entry.key));
    last = made.catch(() => undefined);
    making.set(entry.key, made);
    return made;
  };
  return {
    of: async (entry) => (await state.thumbnail(entry.key)) ?? making.get(entry.key) ?? makeInTurn(entry),
  };
}
