import { Hono } from 'hono';
import { clearShareSchema, observationSchema } from '../../contract/dates.ts';
import { type PersistentPlacesReport, persistentPlacesSchema } from '../../contract/series.ts';
import { productGrid } from '../../product/product-grid.ts';
import { NotFoundError } from '../../session/errors.ts';
import { createClearShares } from '../../view/clear-share.ts';
import { observe } from '../../view/observation.ts';
import type { Thumbnails } from '../../view/thumbnails.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';
import { packNamed } from '../pack-named.ts';

/** What the dates of a place are compared by: picture, clear share, one place's values. */
export function dateRoutes(context: EngineContext, thumbnails: Thumbnails): Hono {
  const { products, bench, masks } = context;
  const shares = createClearShares(bench, masks);
  return new Hono()
    .get('/:id/thumbnail', async (c) => {
      const { product, path, reading } = products.get(c.req.param('id'));
      const png = await thumbnails.of({ key: product.key, path, granule: product.granule, reading });
      if (!png) throw new NotFoundError('There is no thumbnail.');
      return c.body(png as Uint8Array<ArrayBuffer>, 200, { 'content-type': 'image/png', 'cache-control': 'no-cache' });
    })
    .post('/:id/clear-share', jsonBody(clearShareSchema), async (c) => {
      const wanted = c.req.valid('json');
      const { product } = products.get(c.req.param('id'));
      return c.json(await shares.of(product, await packNamed(bench, wanted.mask.pack), wanted, c.req.raw.signal));
    })
    .post('/:id/persistent-places', jsonBody(persistentPlacesSchema), async (c) => {
      const { raster, grid } = c.req.valid('json');
      const { product } = products.get(c.req.param('id'));
      const { codes: _, sha256: __, ...report } = await bench.places.on(raster, productGrid(product, grid));
      return c.json(report satisfies PersistentPlacesReport);
    })
    .post('/:id/observation', jsonBody(observationSchema), async (c) => {
      const wanted = c.req.valid('json');
      const { product } = products.get(c.req.param('id'));
      const pack = wanted.mask && (await packNamed(bench, wanted.mask.pack));
      return c.json(await observe(context, product, pack, wanted, c.req.raw.signal));
    });
}
