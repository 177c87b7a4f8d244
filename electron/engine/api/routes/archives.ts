import { basename } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import { readManifestEntry } from '../../archive/manifest.ts';
import { archiveOverview, archiveRows } from '../../archive/overview.ts';
import { retryProducts } from '../../archive/retry.ts';
import { readRun } from '../../archive/run-file.ts';
import { runFolder } from '../../archive/run-folder.ts';
import { archiveRetrySchema, archiveRowsQuerySchema } from '../../contract/archives.ts';
import type { SessionContext } from '../../session/context.ts';
import { NotFoundError } from '../../session/errors.ts';
import { pathOf } from '../../session/path-of.ts';
import { jsonBody, parseBody } from '../json-body.ts';

const indexSchema = z.coerce.number().int().min(0);

/** /api/archives/:handle: runs of thousands of products, which other machines work on; read from their files. */
export function archiveRoutes(context: SessionContext): Hono {
  const open = async (handle: string) => {
    const folder = runFolder(await pathOf(context, handle));
    return { folder, run: await readRun(folder) };
  };
  return new Hono()
    .get('/:handle', async (c) => {
      const { folder, run } = await open(c.req.param('handle'));
      return c.json(await archiveOverview(folder, run, basename(folder.path)));
    })
    .get('/:handle/products', async (c) => {
      const { folder, run } = await open(c.req.param('handle'));
      return c.json(await archiveRows(folder, run, parseBody(archiveRowsQuerySchema, c.req.query())));
    })
    .post('/:handle/products/:index', async (c) => {
      const { folder, run } = await open(c.req.param('handle'));
      const index = indexSchema.safeParse(c.req.param('index')).data ?? run.products;
      if (index >= run.products) throw new NotFoundError('The run has no such product.');
      const { place } = await readManifestEntry(folder, index);
      return c.json(context.grants.grant(await context.confinement.inside(place)));
    })
    .post('/:handle/retry', jsonBody(archiveRetrySchema), async (c) => {
      const { folder, run } = await open(c.req.param('handle'));
      return c.json({ products: await retryProducts(folder, run.products, c.req.valid('json')) });
    });
}
