import { Hono } from 'hono';
import { z } from 'zod';
import type { EngineProcess } from './engine-client.ts';
import { listFolder, resolveInside } from './files.ts';
import { grantPath } from './grants.ts';

const grantSchema = z.object({ path: z.string().max(4096) });
const NOT_THERE = { error: { name: 'NotFoundError', message: 'There is no such file or folder here.' } };
const NOT_UNDERSTOOD = { error: { name: 'RequestError', message: 'A path is needed.' } };

/** GET /files, POST /files/grant: the file list of the browser shell, in place of the desktop's dialogs. */
export function fileRoutes(engine: EngineProcess, root: string): Hono {
  return new Hono()
    .get('/files', async (context) => {
      const listing = await listFolder(root, context.req.query('folder') ?? '');
      return listing ? context.json(listing) : context.json(NOT_THERE, 404);
    })
    .post('/files/grant', async (context) => {
      const request = grantSchema.safeParse(await context.req.json().catch(() => null));
      if (!request.success) return context.json(NOT_UNDERSTOOD, 400);
      const inside = await resolveInside(root, request.data.path);
      return inside ? context.json(await grantPath(engine, inside)) : context.json(NOT_THERE, 404);
    });
}
