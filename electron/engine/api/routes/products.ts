import { Hono } from 'hono';
import {
  changeReadingSchema,
  openGranuleSchema,
  openProductSchema,
  openSampleSchema,
  sceneSettingsSchema,
} from '../../contract/products.ts';
import { previewReadingSchema } from '../../contract/reading.ts';
import { ParameterError } from '../../core/errors.ts';
import { NotFoundError } from '../../session/errors.ts';
import { pathOf } from '../../session/path-of.ts';
import { listSamples } from '../../session/samples.ts';
import { openForApi, openRemoteForApi, rememberedDetail } from '../../view/open-product.ts';
import { productDetail } from '../../view/product-detail.ts';
import { previewReading } from '../../view/reading-preview.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';
import { revisionOf } from '../revision.ts';

const SETTINGS_BYTES = 4 * 2 ** 20;

/** Products: open, list, read otherwise, close, settings. */
export function productRoutes(context: EngineContext): Hono {
  const { products, projects, bench, state, events, references } = context;
  const productOf = (id: string) => products.get(id).product;
  return new Hono()
    .post('/products', jsonBody(openProductSchema), async (c) => {
      const { handle, granule, reading } = c.req.valid('json');
      return c.json(
        await openForApi(context, await pathOf(context, handle), { granule, reading }, c.req.raw.signal),
        201,
      );
    })
    .post('/sample', jsonBody(openSampleSchema), async (c) => {
      const { level } = c.req.valid('json');
      const sample = (await listSamples(context.samplesFolder)).find((found) => found.level === level);
      if (!sample) throw new NotFoundError(`The built-in ${level} sample is missing.`, { file: context.samplesFolder });
      return c.json(await openForApi(context, sample.path, {}, c.req.raw.signal), 201);
    })
    .get('/products', async (c) => {
      const packs = await bench.packsFor((await state.settings()).device);
      const details = products
        .list()
        .map(async (entry) => productDetail(entry, packs, await projects.scene(entry.product.key)));
      return c.json(await Promise.all(details));
    })
    .get('/products/:id', async (c) => {
      const entry = products.get(c.req.param('id'));
      const packs = await bench.packsFor((await state.settings()).device);
      return c.json(productDetail(entry, packs, await projects.scene(entry.product.key)));
    })
    .post('/products/:id/granule', jsonBody(openGranuleSchema), async (c) => {
      const { path, reading, remote, address } = products.get(c.req.param('id'));
      const choice = { granule: c.req.valid('json').granule, reading };
      if (remote) return c.json(await openRemoteForApi(context, address ?? path, choice, c.req.raw.signal), 201);
      return c.json(await openForApi(context, path, choice, c.req.raw.signal), 201);
    })
    .post('/products/:id/reading', jsonBody(changeReadingSchema), async (c) => {
      const entry = await products.change(c.req.param('id'), c.req.valid('json').reading);
      return c.json(await rememberedDetail(context, entry));
    })
    .post('/reading/preview', jsonBody(previewReadingSchema), async (c) => {
      const { handle, product, reading } = c.req.valid('json');
      const of = product === undefined ? { path: await pathOf(context, handle!) } : products.get(product);
      if ('remote' in of && of.remote) {
        throw new ParameterError('Nothing is fetched over the network for a preview.', { file: of.path });
      }
      const { path, granule } = { granule: undefined, ...of };
      return c.json(await previewReading(context, { path, granule, reading }, c.req.raw.signal));
    })
    .delete('/products/:id', async (c) => {
      const id = c.req.param('id');
      const { key } = productOf(id);
      references.forget(productOf(id));
      await products.close(id);
      await projects.noteClosed(key);
      await context.saveSession();
      return c.body(null, 204);
    })
    .put('/products/:id/settings', jsonBody(sceneSettingsSchema), async (c) => {
      const settings = c.req.valid('json');
      const bytes = JSON.stringify(settings).length;
      if (bytes > SETTINGS_BYTES) throw new ParameterError(`The settings take ${bytes} bytes of ${SETTINGS_BYTES}.`);
      const { key } = productOf(c.req.param('id'));
      const expected = revisionOf(c.req.query('revision'));
      const { revision } = await projects.saveScene(key, settings, expected);
      for (const { id, product } of products.list())
        if (product.key === key) events.emit({ type: 'scene-settings', product: id, revision, settings });
      return c.json({ revision });
    });
}
