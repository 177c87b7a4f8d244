import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { EngineProcess } from './engine-client.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Mantine and MapLibre set style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The one handler behind both shells: `/api/` goes to the engine, everything else is a file of the built renderer.
 * `/shell/` routes of the engine can only be reached by a shell itself.
 */
export function createShellHandler(engine: EngineProcess, rendererFolder: string): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('content-security-policy', CONTENT_SECURITY_POLICY);
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('cross-origin-resource-policy', 'same-origin');
  });
  app.all('/api/*', (context) => engine.fetch(context.req.raw));
  app.get('*', serveStatic({ root: rendererFolder }));
  return app;
}
