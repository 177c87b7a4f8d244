import { createServer, type Socket } from 'node:net';
import { messageSocket } from '../engine/core/message-socket.ts';
import type { StartHost } from '../engine/model/host-process.ts';
import type { HostMessage } from '../engine/model/session-messages.ts';
import { localAddress } from './local-address.ts';
import { isNetworkEnd, type NetworkRequest } from './network-requests.ts';

/** What a utility process of Electron speaks to the main process through. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/**
 * Starts networks' processes from a utility process of Electron. There, `child_process.fork` would start the application
 * once more, unless every packaged copy could be run as Node by anybody (the fuse `runAsNode`); a utility process can only be
 * started by the main process. So that is asked for one, which connects to a socket of this engine.
 * @param folder of this user's own, where the sockets lie
 */
export function startHostsThrough(port: ParentPort, folder: string): StartHost {
  const endings = new Map<number, (how: string) => void>();
  port.on('message', ({ data }) => {
    if (isNetworkEnd(data)) endings.get(data.networkEnded.id)?.(`code ${data.networkEnded.code}`);
  });
  let nextId = 0;
  return (listener) => {
    const id = nextId++;
    const address = localAddress(folder, `network-${id}`);
    let pid: number | null = null;
    let connection: Socket | null = null;
    let waiting: (readonly [message: unknown, then: (() => void) | undefined])[] = [];
    let send = (message: unknown, then?: () => void): void => void waiting.push([message, then]);
    const server = createServer((socket) => {
      server.close();
      connection = socket.on('error', () => undefined);
      send = messageSocket(socket, (message) => {
        if (pid === null) pid = (message as { readonly pid: number }).pid;
        else listener.message(message as HostMessage);
      });
      for (const [message, then] of waiting) send(message, then);
      waiting = [];
    });
    const cut = (): void => {
      server.close();
      connection?.destroy();
    };
    endings.set(id, (how) => {
      endings.delete(id);
      pid = null;
      cut();
      listener.ended(how);
    });
    server.on('error', (cause) => {
      listener.failed(cause);
      endings.get(id)?.('it could not be reached');
    });
    const request: NetworkRequest = { startNetwork: { id, address } };
    server.listen(address, () => port.postMessage(request));
    return {
      send: (message, then) => send(message, then),
      kill() {
        // It ends itself when it finds the connection cut; at once, where it is known.
        cut();
        if (pid !== null) killProcess(pid);
      },
    };
  };
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
