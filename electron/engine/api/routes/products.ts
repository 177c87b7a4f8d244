import { Hono } from 'hono';
import { MAPPINGS } from '../../compare/mappings.ts';
import type { MappingSummary, MaskState } from '../../contract/products.ts';
import {
  addReferenceSchema,
  changeReadingSchema,
  openGranuleSchema,
  openProductSchema,
  openSampleSchema,
  sceneSettingsSchema,
  TILE_PIXELS,
} from '../../contract/products.ts';
import { previewReadingSchema } from '../../contract/reading.ts';
import type { BandId } from '../../core/bands.ts';
import { isBandId } from '../../core/bands.ts';
import { ParameterError } from '../../core/errors.ts';
import { warningSentences } from '../../produce/warning-sentences.ts';
import { noDataShare } from '../../raster/no-data-share.ts';
import { renderView } from '../../raster/render.ts';
import { bandStatistics } from '../../raster/statistics.ts';
import { tileView } from '../../raster/warp.ts';
import { NotFoundError } from '../../session/errors.ts';
import { pathOf } from '../../session/path-of.ts';
import { askedMapping } from '../../session/references.ts';
import { listSamples } from '../../session/samples.ts';
import type { DrawTile } from '../../view/look-ahead.ts';
import { openForApi, openRemoteForApi, rememberedDetail } from '../../view/open-product.ts';
import { pixelReport } from '../../view/pixel.ts';
import { productDetail } from '../../view/product-detail.ts';
import { imageStyle } from '../../view/query.ts';
import { previewReading } from '../../view/reading-preview.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';
import { revisionOf } from '../revision.ts';

const SETTINGS_BYTES = 4 * 2 ** 20;

/** Products: open, close, pictures, statistics, pixels, settings, references. */
export function productRoutes(context: EngineContext): Hono {
  const { products, projects, bench, state, events, references, lookAhead } = context;
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
    .get('/products/:id/image/:z/:x/:y', async (c) => {
      const { id, z, x, y } = c.req.param();
      const [zoom, column, row] = [z, x, y].map(Number) as [number, number, number];
      const tiles = 2 ** zoom;
      const isTile =
        [zoom, column, row].every((n) => Number.isInteger(n) && n >= 0) && zoom <= 24 && column < tiles && row < tiles;
      if (!isTile) throw new ParameterError(`There is no map tile ${z}/${x}/${y}.`);
      const { product, remote } = products.get(id);
      const style = imageStyle(c.req.query());
      const draw: DrawTile = (at, options) => {
        const view = tileView(at.zoom, at.column, at.row, TILE_PIXELS);
        return renderView(product, view, style, bench.rasters, { ...options, atOnce: !remote });
      };
      const [at, { signal }] = [{ zoom, column, row }, c.req.raw];
      const picture = `${product.contentKey} ${JSON.stringify(style)}`;
      // Of what is on the network nothing is fetched ahead of being looked at.
      const rgba = await (remote ? draw(at, { signal, isUrgent: true }) : lookAhead.tile(picture, at, draw, signal));
      return c.body(rgba.buffer, 200, { 'content-type': 'application/octet-stream', 'cache-control': 'max-age=600' });
    })
    .get('/products/:id/statistics', async (c) => {
      const bands = (c.req.query('bands') ?? '').split(',').filter(isBandId) as BandId[];
      const { product, remote } = products.get(c.req.param('id'));
      const options = { signal: c.req.raw.signal, atOnce: !remote };
      return c.json(await Promise.all(bands.map((band) => bandStatistics(product, band, bench.rasters, options))));
    })
    .get('/products/:id/no-data', async (c) => {
      const { product, remote } = products.get(c.req.param('id'));
      return c.json(await noDataShare(product, bench.rasters, { signal: c.req.raw.signal, atOnce: !remote }));
    })
    .get('/products/:id/pixel', async (c) =>
      c.json(await pixelReport(context, productOf(c.req.param('id')), c.req.query())),
    )
    .get('/products/:id/masks', async (c) => {
      const product = productOf(c.req.param('id'));
      const { packs } = await bench.packs();
      const detail = productDetail(products.get(c.req.param('id')), packs, null);
      const states = detail.packs.flatMap(({ id, grids }) =>
        grids.map(async (grid): Promise<MaskState> => {
          const pack = packs.find((candidate) => candidate.id === id)!;
          const fraction = await context.masks.fraction(product, pack, grid);
          const store = fraction > 0 ? await context.masks.store(product, pack, grid) : null;
          const warnings = warningSentences(store?.warnings ?? []);
          return { pack: id, grid, fraction, ...(warnings.length > 0 ? { warnings } : {}) };
        }),
      );
      return c.json((await Promise.all(states)).filter(({ fraction }) => fraction > 0));
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
    })
    .get('/mappings', (c) => c.json(MAPPINGS.map(({ id, name }): MappingSummary => ({ id, name }))))
    .get('/products/:id/references', (c) => c.json(references.list(productOf(c.req.param('id')))))
    .post('/products/:id/references', jsonBody(addReferenceSchema), async (c) => {
      const { handle, mapping } = c.req.valid('json');
      const path = await pathOf(context, handle);
      const product = productOf(c.req.param('id'));
      const summary = await references.add(product, path, askedMapping(mapping));
      await projects.noteReference(product.key, { ...summary, classes: [...summary.classes], place: path, mapping });
      return c.json(summary, 201);
    })
    .delete('/products/:id/references/:reference', async (c) => {
      const product = productOf(c.req.param('id'));
      const reference = c.req.param('reference');
      references.remove(product, reference);
      await projects.forgetReference(product.key, reference);
      return c.body(null, 204);
    });
}
