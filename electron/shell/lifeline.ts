import { createServer } from 'node:net';

/** What the engine hangs on: while the shell lives, the other end of the engine's connection is open. */
export interface Lifeline {
  close(): void;
}

/**
 * Listens where the engine connects and keeps each connection open. When this process ends, also by SIGKILL, the system
 * closes them, and the engine ends itself (`lifeline.worker.ts`). Neither Electron's `parentPort` nor Windows tell a
 * child of the death of its parent.
 * @param path of a socket or, on Windows, of a named pipe that only this user can open
 */
export function holdLifeline(path: string): Lifeline {
  const server = createServer((connection) => {
    connection.on('error', () => undefined);
    connection.resume();
    connection.unref();
  });
  server.on('error', (error) => console.error(`The engine's lifeline failed: ${error.message}`));
  server.listen(path);
  server.unref();
  return { close: () => void server.close() };
}
