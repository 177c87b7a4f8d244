import type { ServerResponse } from 'node:http';
import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { LEAVE_OUT } from '../engine/contract/shell.ts';
import { cutWhereBroken } from './broken-answer.ts';
import { backgroundOrigin, contentPolicy } from './content-policy.ts';
import type { EngineProcess } from './engine-client.ts';

/** What the browser shell adds: a path that everything lies below, a guard before it, and its file list. */
export interface ShellExtras {
  /** With a slash at both ends. */
  readonly base: string;
  readonly guard: MiddlewareHandler;
  readonly routes: Hono;
}

/** What the server in front of the browser tells of a request; Electron tells nothing. */
interface ServerBindings {
  Bindings: { readonly outgoing?: ServerResponse };
}

const startSchema = z.object({ leaveOut: z.enum(LEAVE_OUT).nullable() });

/** The engine has a limit of its own; this one keeps the shell from handing on what that would refuse. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * The one handler behind both shells: `api/` goes to the engine, everything else is a file of the built renderer.
 * `engine` tells how its process fares and starts it again, also while it does not answer.
 * `/shell/` routes of the engine can only be reached by a shell itself. The page is bound to its own origin; only a
 * background map that the user has switched on adds one more, for images.
 */
export function createShellHandler(
  engine: EngineProcess,
  rendererFolder: string,
  extras?: ShellExtras,
): Hono<ServerBindings> {
  const base = extras?.base ?? '/';
  const app = new Hono<ServerBindings>();
  app.onError((_, context) => context.json({ error: { name: 'Error', message: 'The shell could not do this.' } }, 500));
  app.notFound((context) => context.json({ error: { name: 'NotFoundError', message: 'There is no such page.' } }, 404));
  app.use(async (context, next) => {
    await next();
    const isPage = context.res.headers.get('content-type')?.startsWith('text/html') ?? false;
    const origin = isPage && context.res.ok ? await backgroundOrigin(engine) : null;
    context.header('content-security-policy', contentPolicy(origin));
    // The policy of the page changes with a setting.
    if (isPage) context.header('cache-control', 'no-cache');
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    // Browsers ask name servers for what a page merely links to.
    context.header('x-dns-prefetch-control', 'off');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('cross-origin-resource-policy', 'same-origin');
  });
  if (extras) app.use(extras.guard);
  app.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (context) => {
        const message = `The request has more than the ${MOST_BYTES} bytes that are read.`;
        return context.json({ error: { name: 'BodyTooLargeError', message } }, 413);
      },
    }),
  );
  app.get(`${base}engine`, (context) => context.json(engine.health()));
  app.post(`${base}engine/start`, async (context) => {
    const request = startSchema.safeParse(await context.req.json().catch(() => null));
    if (!request.success) return context.text('Say what to leave out.', 400);
    engine.start(request.data.leaveOut);
    return context.body(null, 204);
  });
  app.all(`${base}api/*`, async (context) => {
    const url = new URL(context.req.url);
    // What stands here has been resolved: "api/../shell" must not come to the engine as "/shell".
    if (!url.pathname.startsWith(`${base}api/`)) return context.notFound();
    url.pathname = url.pathname.slice(base.length - 1);
    const answer = await engine.fetch(base === '/' ? context.req.raw : movedTo(url, context.req.raw));
    return cutWhereBroken(answer, context.env?.outgoing);
  });
  if (extras) app.route(base, extras.routes);
  app.get(`${base}*`, serveStatic({ root: rendererFolder, rewriteRequestPath: (path) => path.slice(base.length - 1) }));
  return app;
}

/** The same request to another address. */
function movedTo(url: URL, { method, headers, body, signal }: Request): Request {
  return new Request(url, { method, headers, body, signal, duplex: 'half' } as RequestInit);
}
