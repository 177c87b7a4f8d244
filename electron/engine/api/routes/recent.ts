import { Hono } from 'hono';
import type { RecentProduct } from '../../contract/app.ts';
import { isAddress } from '../../product/remote/address.ts';
import { NotFoundError } from '../../session/errors.ts';
import { isReachable, productPlace } from '../../session/product-place.ts';
import { isThere } from '../../session/project/shelf.ts';
import type { RecentEntry } from '../../session/state.ts';
import { openForApi, openRemoteForApi } from '../../view/open-product.ts';
import type { Thumbnails } from '../../view/thumbnails.ts';
import type { EngineContext } from '../context.ts';

/** Products that were opened before. */
export function recentRoutes(context: EngineContext, thumbnails: Thumbnails): Hono {
  const { state, confinement, projects } = context;
  /** Other sessions served other folders, or none. */
  const reachable = async (): Promise<readonly RecentEntry[]> => {
    const entries = await state.recent();
    const found = await Promise.all(entries.map(({ path }) => isReachable(context, path)));
    return entries.filter((_, index) => found[index]);
  };
  return new Hono()
    .get('/', async (c) => {
      const entries = await reachable();
      const products: RecentProduct[] = await Promise.all(
        entries.map(async ({ key, name, path, granule, openedAt, remote = null }) => ({
          key,
          name,
          displayPath: confinement.show(path),
          granule,
          openedAt,
          available: isAddress(path) || (await isThere(path)),
          remote,
          corrections: correctionsIn((await projects.scene(key)).value),
        })),
      );
      return c.json(products);
    })
    .post('/:key/open', async (c) => {
      const entry = (await reachable()).find(({ key }) => key === c.req.param('key'));
      if (!entry) throw new NotFoundError('This product is not in the list any more.');
      const path = await productPlace(context, entry.path);
      const choice = { granule: entry.granule, reading: entry.reading };
      if (entry.remote) return c.json(await openRemoteForApi(context, path, choice, c.req.raw.signal));
      return c.json(await openForApi(context, path, choice, c.req.raw.signal));
    })
    .delete('/:key', async (c) => {
      const key = c.req.param('key');
      if ((await reachable()).some((entry) => entry.key === key)) await state.forget(key);
      return c.body(null, 204);
    })
    .get('/:key/thumbnail', async (c) => {
      const entry = (await reachable()).find(({ key }) => key === c.req.param('key'));
      const png = entry && (await thumbnails.of(entry));
      if (!png) throw new NotFoundError('There is no thumbnail.');
      return c.body(png as Uint8Array<ArrayBuffer>, 200, { 'content-type': 'image/png', 'cache-control': 'no-cache' });
    });
}

/** Settings are the window's own; of them, corrections are a list. */
function correctionsIn(settings: Readonly<Record<string, unknown>> | null): number {
  return Array.isArray(settings?.corrections) ? settings.corrections.length : 0;
}
