import { stat } from 'node:fs/promises';
import { Hono } from 'hono';
import type { RecentProduct } from '../../contract/app.ts';
import { NotFoundError } from '../../session/errors.ts';
import { openForApi } from '../../view/open-product.ts';
import { createThumbnails } from '../../view/thumbnails.ts';
import type { EngineContext } from '../context.ts';

/** Products that were opened before. */
export function recentRoutes(context: EngineContext): Hono {
  const { state } = context;
  const thumbnails = createThumbnails(context);
  return new Hono()
    .get('/', async (c) => {
      const entries = await state.recent();
      const products: RecentProduct[] = await Promise.all(
        entries.map(async ({ key, name, path, granule, openedAt }) => ({
          key,
          name,
          displayPath: path,
          granule,
          openedAt,
          available: await stat(path).then(
            () => true,
            () => false,
          ),
        })),
      );
      return c.json(products);
    })
    .post('/:key/open', async (c) => {
      const entry = (await state.recent()).find(({ key }) => key === c.req.param('key'));
      if (!entry) throw new NotFoundError('This product is not in the list any more.');
      return c.json(await openForApi(context, entry.path, { granule: entry.granule, reading: entry.reading }));
    })
    .delete('/:key', async (c) => {
      await state.forget(c.req.param('key'));
      return c.body(null, 204);
    })
    .get('/:key/thumbnail', async (c) => {
      const png = await thumbnails.of(c.req.param('key'));
      if (!png) throw new NotFoundError('There is no thumbnail.');
      return c.body(png as Uint8Array<ArrayBuffer>, 200, { 'content-type': 'image/png', 'cache-control': 'no-cache' });
    });
}
