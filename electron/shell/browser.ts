import { fork, spawn } from 'node:child_process';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import type { Context, Next } from 'hono';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ChoicePurpose } from '../engine/contract/shell.ts';
import type { EngineProcessOptions } from './engine-client.ts';
import { startEngineProcess } from './engine-client.ts';
import { listFolder, resolveInside } from './files.ts';
import { grantPath } from './grants.ts';
import { createShellHandler } from './handler.ts';

export interface BrowserShellOptions extends EngineProcessOptions {
  /** Folder that the file list is restricted to; exports can only be written inside it. */
  readonly root: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly rendererFolder: string;
}

export interface BrowserShell {
  /** Address with the token, to be opened once; a cookie carries the token from then on. */
  readonly address: string;
  /** Process id of the engine that is running now, for tests that kill it. */
  enginePid(): number | undefined;
  close(): Promise<void>;
}

/**
 * Serves the application to a browser on the loopback interface. Requests need the token (address, then cookie), a
 * loopback `Host` (against DNS rebinding) and, where the browser sends one, an `Origin` equal to it.
 */
export async function startBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const token = randomBytes(24).toString('base64url');
  let pid: number | undefined;
  const engine = startEngineProcess(
    (argument) => {
      const child = fork(fileURLToPath(new URL('./engine-process.mjs', import.meta.url)), [argument], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      pid = child.pid;
      return child;
      // What the browser may see lies inside of the root, links of products included.
    },
    { ...options, linksWithin: options.root },
  );
  const app = new Hono();
  app.use(onlyLoopback);
  app.use(onlyWithToken(token));
  app.get('/files', async (context) => {
    const listing = await listFolder(options.root, context.req.query('folder') ?? '');
    return listing ? context.json(listing) : context.notFound();
  });
  app.post('/files/grant', async (context) => {
    const { path, purpose } = (await context.req.json()) as { readonly path: string; readonly purpose: ChoicePurpose };
    const inside = await resolveInside(options.root, String(path));
    return inside ? context.json(await grantPath(engine, inside, purpose)) : context.notFound();
  });
  app.route('/', createShellHandler(engine, options.rendererFolder));

  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/?token=${token}`,
    enginePid: () => pid,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      await engine.close();
    },
  };
}

/** Opens an address in the user's browser where there is one; says nothing otherwise. */
export function openInBrowser(address: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const [command, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  spawn(command as string, [...rest, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function hostName(host: string | undefined): string {
  return (host ?? '').replace(/:\d+$/, '');
}

async function onlyLoopback(context: Context, next: Next): Promise<Response | undefined> {
  const host = context.req.header('host');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostName(host))) return context.text('Wrong host.', 403);
  const origin = context.req.header('origin');
  if (origin !== undefined && origin !== `http://${host}`) return context.text('Wrong origin.', 403);
  await next();
  return undefined;
}

function onlyWithToken(token: string) {
  const matches = (given: string | undefined): boolean => {
    const bytes = Buffer.from(given ?? '');
    return bytes.length === token.length && timingSafeEqual(bytes, Buffer.from(token));
  };
  return async (context: Context, next: Next): Promise<Response | undefined> => {
    if (context.req.path === '/' && matches(context.req.query('token'))) {
      setCookie(context, 'nephoscope', token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return context.redirect('/');
    }
    if (!matches(getCookie(context, 'nephoscope'))) {
      return context.text('Open the address that Nephoscope printed when it started; it carries the token.', 401);
    }
    await next();
    return undefined;
  };
}
