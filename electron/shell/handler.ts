import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { backgroundOrigin, contentPolicy } from './content-policy.ts';
import type { EngineProcess } from './engine-client.ts';

/**
 * The one handler behind both shells: `/api/` goes to the engine, everything else is a file of the built renderer.
 * `/shell/` routes of the engine can only be reached by a shell itself. The page is bound to its own origin; only a
 * background map that the user has switched on adds one more, for images.
 */
export function createShellHandler(engine: EngineProcess, rendererFolder: string): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    const isPage = context.res.headers.get('content-type')?.startsWith('text/html') ?? false;
    context.header('content-security-policy', contentPolicy(isPage ? await backgroundOrigin(engine) : null));
    // The policy of the page changes with a setting.
    if (isPage) context.header('cache-control', 'no-cache');
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('cross-origin-resource-policy', 'same-origin');
  });
  app.all('/api/*', (context) => engine.fetch(context.req.raw));
  app.get('*', serveStatic({ root: rendererFolder }));
  return app;
}
