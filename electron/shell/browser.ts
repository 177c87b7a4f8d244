import { fork, spawn } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { NephoscopeError } from '../engine/core/errors.ts';
import { createAccess } from './access.ts';
import type { EngineProcessOptions } from './engine-client.ts';
import { startEngineProcess } from './engine-client.ts';
import { fileRoutes } from './file-routes.ts';
import { createShellHandler } from './handler.ts';
import { SERVER_OPTIONS } from './http-limits.ts';

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

/** Programs that start the shell themselves (journeys, tests) take this file as `dist/serve-shell.mjs`. */
export { defaultFolders } from './folders.ts';

/** The application cannot be served as it is asked for. */
export class ServeError extends NephoscopeError {}

/**
 * Serves the application to a browser on the loopback interface, below a path of its own; see `Access` for who may use it.
 * Requests need a loopback `Host` (against DNS rebinding) and, where the browser sends one, an `Origin` equal to it.
 * @throws ServeError where the root is no folder, or the port cannot be had; nothing is left running then
 */
export async function startBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const root = await servedFolder(options.root);
  requirePort(options.port);
  let pid: number | undefined;
  const engine = startEngineProcess(
    (argument) => {
      const child = fork(fileURLToPath(new URL('./engine-process.mjs', import.meta.url)), [argument], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      pid = child.pid;
      return child;
    },
    { ...options, servedRoot: root },
  );
  const access = createAccess(() => (server.address() as AddressInfo).port);
  const handler = createShellHandler(engine, options.rendererFolder, {
    base: access.base,
    guard: access.guard,
    routes: fileRoutes(engine, root),
  });

  const server = createAdaptorServer({ fetch: handler.fetch, serverOptions: SERVER_OPTIONS }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  }).catch(async (cause: NodeJS.ErrnoException) => {
    await engine.close();
    const why = PORT_TROUBLES[cause.code ?? ''] ?? `cannot be had (${cause.code ?? cause.message})`;
    throw new ServeError(`Port ${options.port} ${why}.`, {
      remedy: 'Choose another one, or leave it out: then a free one is taken.',
      cause,
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${access.entrance}`,
    enginePid: () => pid,
    async close() {
      server.closeAllConnections();
      server.close();
      await engine.close();
    },
  };
}

const PORT_TROUBLES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EACCES: 'may not be taken by you',
};

function requirePort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return;
  throw new ServeError(`${port} is no port.`, { remedy: 'Give a whole number from 1 to 65535, or 0 for a free one.' });
}

/** The folder to serve, without links. */
async function servedFolder(folder: string): Promise<string> {
  const refuse = (what: string, cause?: unknown) =>
    new ServeError(`The folder to serve ${what}.`, { file: folder, remedy: 'Choose a folder that exists.', cause });
  if (folder === '') throw refuse('is not named');
  const root = await realpath(folder).catch((cause: NodeJS.ErrnoException) => {
    throw refuse(cause.code === 'ENOENT' ? 'is not there' : `cannot be opened (${cause.code})`, cause);
  });
  if (!(await stat(root)).isDirectory()) throw refuse('is not a folder');
  return root;
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
