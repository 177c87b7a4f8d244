import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createAdaptorServer } from '@hono/node-server';
import type { Engine, EngineOptions } from './engine/index.ts';
import { createEngine } from './engine/index.ts';
import { startHostsBy } from './engine/model/host-process.ts';
import type { BusyMessage } from './shell/engine-client.ts';
import { type ParentPort, startHostsThrough } from './shell/hosts-through-main.ts';
import { SERVER_OPTIONS } from './shell/http-limits.ts';

/** The program of the engine's own process: `createEngine` behind a local socket. `shell/engine-client.ts` starts it. */
interface ProcessOptions extends EngineOptions {
  readonly sessionFolder: string;
  readonly socketPath: string;
  readonly lifelinePath: string;
}
const { socketPath, lifelinePath, ...options } = JSON.parse(process.argv.at(-1) ?? '') as ProcessOptions;
/** Of Electron's utility processes. */
const { parentPort } = process as { parentPort?: ParentPort };
if (parentPort) startHostsBy(startHostsThrough(parentPort, options.sessionFolder));
const tell = (message: 'ready' | BusyMessage): void => {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
};
let engine: Engine | null = null;

/** Without its shell nobody can reach the engine: it ends, and takes along the session that nobody can take up again. */
async function endWithShell(): Promise<void> {
  await engine?.close().catch(() => undefined);
  rmSync(options.sessionFolder, { recursive: true, force: true });
  process.kill(process.pid, 'SIGKILL');
}
new Worker(new URL('./lifeline.worker.mjs', import.meta.url), { workerData: lifelinePath }).once(
  'message',
  () => void endWithShell(),
);
// A terminal's Ctrl-C reaches every process of the group; the shell ends this one in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void Promise.resolve(engine?.close()).finally(() => process.exit(0)));

engine = await createEngine({
  ...options,
  onNotice: (text) => console.error(`nephoscope: ${text}`),
  onBusy: (busy) => tell({ busy }),
});
const server = createAdaptorServer({
  fetch: engine.fetch,
  // Our own shell keeps its connections; one that ended between two requests would fail the second.
  serverOptions: { ...SERVER_OPTIONS, keepAliveTimeout: 0 },
});
if (process.platform !== 'win32') rmSync(socketPath, { force: true });
server.listen(socketPath, () => tell('ready'));
