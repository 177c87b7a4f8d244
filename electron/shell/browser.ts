import { fork, spawn } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
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

/**
 * Serves the application to a browser on the loopback interface, below a path of its own; see `Access` for who may use it.
 * Requests need a loopback `Host` (against DNS rebinding) and, where the browser sends one, an `Origin` equal to it.
 */
export async function startBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const root = await realpath(options.root);
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

/** Opens an address in the user's browser where there is one; says nothing otherwise. */
export function openInBrowser(address: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const [command, ...rest] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  spawn(command as string, [...rest, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
