import { Hono } from 'hono';
import { z } from 'zod';
import type { NewFolder, ServedPath } from '../engine/contract/shell.ts';
import { zipOf } from './download.ts';
import type { EngineProcess } from './engine-client.ts';
import { listFolder, makeFolder, pathInside, resolveInside } from './files.ts';
import { grantPath, pathOfHandle } from './grants.ts';

const grantSchema = z.object({ path: z.string().max(4096) });
const folderSchema: z.ZodType<NewFolder> = z.object({
  folder: z.string().max(4096),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a name must not hold.
  name: z.string().regex(/^(?![. ])[^<>:"/\\|?*\u0000-\u001f]{1,200}(?<![. ])$/),
});
const NO_NAME = {
  error: {
    name: 'RequestError',
    message: 'This is no name for a folder.',
    remedy: 'Leave out < > : " / \\ | ? * and dots or spaces at its ends.',
  },
};
const NOT_THERE = {
  error: {
    name: 'NotFoundError',
    message: 'There is no such file or folder here.',
    remedy: 'A link out of the folder that is served is not followed; serve a folder that holds both (--root).',
  },
};
const NOT_UNDERSTOOD = { error: { name: 'RequestError', message: 'A path is needed.' } };

/** GET /files, POST /files/grant: the file list of the browser shell, in place of the desktop's dialogs. */
export function fileRoutes(engine: EngineProcess, root: string): Hono {
  return new Hono()
    .get('/files', async (context) => {
      const listing = await listFolder(root, context.req.query('folder') ?? '', context.req.raw.signal);
      return listing ? context.json(listing) : context.json(NOT_THERE, 404);
    })
    .get('/files/path', async (context) => {
      const path = await pathOfHandle(engine, context.req.query('handle') ?? '');
      const told = path === null ? null : await pathInside(root, path);
      return told === null ? context.json(NOT_THERE, 404) : context.json({ path: told } satisfies ServedPath);
    })
    .get('/files/download', async (context) => {
      const zip = await zipOf(engine, root, context.req.queries('handle') ?? []);
      if (!zip) return context.json(NOT_THERE, 404);
      return context.body(zip, 200, {
        'content-type': 'application/zip',
        'content-disposition': dispositionOf(context.req.query('name') ?? ''),
      });
    })
    .post('/files/folder', async (context) => {
      const request = folderSchema.safeParse(await context.req.json().catch(() => null));
      if (!request.success) return context.json(NO_NAME, 400);
      const refusal = await makeFolder(root, request.data);
      return refusal ? context.json({ error: { name: 'FolderError', ...refusal } }, 409) : context.body(null, 204);
    })
    .post('/files/grant', async (context) => {
      const request = grantSchema.safeParse(await context.req.json().catch(() => null));
      if (!request.success) return context.json(NOT_UNDERSTOOD, 400);
      const inside = await resolveInside(root, request.data.path);
      return inside ? context.json(await grantPath(engine, inside)) : context.json(NOT_THERE, 404);
    });
}

/** How a browser is to name a zip: in letters that every browser reads, and as it is called (RFC 6266). */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w. -]/g, '_').slice(0, 120) || 'nephoscope';
  const own =
    [...name.replace(/[<>:"/\\|?*\p{C}\p{Z}]/gu, (one) => (one === ' ' ? one : '_')).normalize()]
      .slice(0, 120)
      .join('') || plain;
  const encoded = encodeURIComponent(own).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}.zip"; filename*=UTF-8''${encoded}.zip`;
}
