import { rmSync } from 'node:fs';
import { createAdaptorServer } from '@hono/node-server';
import type { EngineOptions } from './engine/index.ts';
import { createEngine } from './engine/index.ts';
import { SERVER_OPTIONS } from './shell/http-limits.ts';

/** The program of the engine's own process: `createEngine` behind a local socket. `shell/engine-client.ts` starts it. */
const argument = process.argv.at(-1) ?? '';
const { socketPath, ...options } = JSON.parse(argument) as EngineOptions & { readonly socketPath: string };
const parentPort = (process as { parentPort?: { postMessage(message: unknown): void } }).parentPort;

const engine = await createEngine({ ...options, onNotice: (text) => console.error(`nephoscope: ${text}`) });
const server = createAdaptorServer({
  fetch: engine.fetch,
  // Our own shell keeps its connections; one that ended between two requests would fail the second.
  serverOptions: { ...SERVER_OPTIONS, keepAliveTimeout: 0 },
});
if (process.platform !== 'win32') rmSync(socketPath, { force: true });
server.listen(socketPath, () => {
  if (parentPort) parentPort.postMessage('ready');
  else process.send?.('ready');
});
/** Without its shell nobody can reach the engine: it ends too. */
process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C reaches every process of the group; the shell ends this one in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void engine.close().finally(() => process.exit(0)));
