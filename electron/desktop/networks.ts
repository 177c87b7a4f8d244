import { fileURLToPath } from 'node:url';
import { type UtilityProcess, utilityProcess } from 'electron';
import { isNetworkRequest, type NetworkEnd } from '../shell/network-requests.ts';

/** Name of networks' processes in Electron's books. Ending one is how the engine closes a network. */
export const NETWORK = 'Nephoscope network';

/** Writes down what ends V8 in a process, before its exit is told; an `error` that nobody listens to is thrown here. */
export function tellOfFatalErrors(child: UtilityProcess, name: string): void {
  child.on('error', (type, location) => console.error(`${name}: ${type} at ${location}`));
}

/** Starts the processes that the engine asks for, and tells it when they end. They end by themselves with the engine. */
export function serveNetworks(engine: UtilityProcess): void {
  engine.on('message', (message) => {
    if (!isNetworkRequest(message)) return;
    const { id, address } = message.startNetwork;
    const program = fileURLToPath(new URL('./network-host.worker.mjs', import.meta.url));
    const child = utilityProcess.fork(program, [address], {
      serviceName: NETWORK,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    tellOfFatalErrors(child, NETWORK);
    child.on('exit', (code) => {
      const end: NetworkEnd = { networkEnded: { id, code } };
      if (engine.pid !== undefined) engine.postMessage(end);
    });
  });
}
