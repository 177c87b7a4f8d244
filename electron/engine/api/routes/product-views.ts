import { Hono } from 'hono';
import type { MaskState } from '../../contract/products.ts';
import { TILE_PIXELS } from '../../contract/products.ts';
import type { BandId } from '../../core/bands.ts';
import { isBandId } from '../../core/bands.ts';
import { ParameterError } from '../../core/errors.ts';
import { warningSentences } from '../../produce/warning-sentences.ts';
import { noDataShare } from '../../raster/no-data-share.ts';
import { renderView } from '../../raster/render.ts';
import { bandStatistics } from '../../raster/statistics.ts';
import { tileView } from '../../raster/warp.ts';
import type { DrawTile } from '../../view/look-ahead.ts';
import { pixelReport } from '../../view/pixel.ts';
import { productDetail } from '../../view/product-detail.ts';
import { imageStyle } from '../../view/query.ts';
import type { EngineContext } from '../context.ts';

/** What is seen of an open product: its picture, statistics of bands, pixels, and which masks are there. */
export function productViewRoutes(context: EngineContext): Hono {
  const { products, bench, lookAhead } = context;
  const productOf = (id: string) => products.get(id).product;
  return new Hono()
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
    });
}
