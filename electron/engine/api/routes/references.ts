import { Hono } from 'hono';
import { MAPPINGS } from '../../compare/mappings.ts';
import type { MappingSummary } from '../../contract/products.ts';
import { addReferenceSchema } from '../../contract/products.ts';
import { pathOf } from '../../session/path-of.ts';
import { askedMapping } from '../../session/references.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';

/** Class rasters that masks of a product are compared with, and the codes that they may have. */
export function referenceRoutes(context: EngineContext): Hono {
  const { products, projects, references } = context;
  const productOf = (id: string) => products.get(id).product;
  return new Hono()
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
