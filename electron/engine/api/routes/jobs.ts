import { Hono } from 'hono';
import { batchNamesSchema, jobRequestSchema, jobSourcesSchema } from '../../contract/jobs.ts';
import { isAddress } from '../../product/remote/address.ts';
import { addJob, estimateExport } from '../../session/add-job.ts';
import { listProducts, productsAt } from '../../session/batch.ts';
import { batchNames } from '../../session/batch-names.ts';
import { NotFoundError } from '../../session/errors.ts';
import { sourceOf } from '../../session/job-source.ts';
import { pathOf } from '../../session/path-of.ts';
import { productPlace } from '../../session/product-place.ts';
import { openForApi, openRemoteForApi } from '../../view/open-product.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';

/** Jobs: list, add, cancel, retry. */
export function jobRoutes(context: EngineContext): Hono {
  return new Hono()
    .get('/', (c) => c.json(context.queue.list()))
    .post('/', jsonBody(jobRequestSchema), async (c) => {
      const job = await addJob(context, c.req.valid('json'));
      await context.saveSession();
      // A short job may have ended meanwhile; its end has been told already and must not be taken back.
      return c.json(context.queue.get(job.id) ?? job, 202);
    })
    .post('/sources', jsonBody(jobSourcesSchema), async (c) => {
      const paths = await Promise.all(c.req.valid('json').sources.map((handle) => pathOf(context, handle)));
      return c.json(await listProducts(context, paths, c.req.raw.signal));
    })
    .post('/:id/open', async (c) => {
      const { source, path } = sourceOf(context, c.req.param('id'));
      const { remote, address, ...choice } = source;
      const place = await productPlace(context, path);
      if (remote || isAddress(place))
        return c.json(await openRemoteForApi(context, address ?? place, choice, c.req.raw.signal));
      return c.json(await openForApi(context, place, choice, c.req.raw.signal));
    })
    .delete('/:id', async (c) => {
      if (!context.queue.cancel(c.req.param('id'))) throw new NotFoundError('There is no such job.');
      await context.saveSession();
      return c.body(null, 204);
    })
    .post('/:id/retry', async (c) => {
      const job = context.queue.retry(c.req.param('id'));
      if (!job) throw new NotFoundError('Only a job that has ended can be run again.');
      await context.saveSession();
      return c.json(job, 202);
    });
}

/** POST /api/exports/estimate */
export function exportRoutes(context: EngineContext): Hono {
  return new Hono()
    .post('/estimate', jsonBody(jobRequestSchema), async (c) =>
      c.json(await estimateExport(context, c.req.valid('json'))),
    )
    .post('/names', jsonBody(batchNamesSchema), async (c) => {
      const { sources, recipe } = c.req.valid('json');
      const paths = await Promise.all(sources.map((handle) => pathOf(context, handle)));
      return c.json(await batchNames(context, await productsAt(context, paths), recipe));
    });
}
