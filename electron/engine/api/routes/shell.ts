import { isAbsolute } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import { NotFoundError } from '../../session/errors.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';

/** A relative path would mean another file once it stands among the recent products. */
const grantSchema = z.object({
  path: z.string().refine(isAbsolute, 'an absolute path is needed'),
});

/** Routes that only a shell may call: paths become handles and back. */
export function shellRoutes(context: EngineContext): Hono {
  return new Hono()
    .post('/grants', jsonBody(grantSchema), async (c) => {
      const choice = context.grants.grant(c.req.valid('json').path);
      await context.saveSession();
      return c.json(choice);
    })
    .get('/grants/:handle', (c) => {
      const path = context.grants.path(c.req.param('handle'));
      if (path === undefined) throw new NotFoundError('This handle was never given.');
      return c.json({ path });
    });
}
