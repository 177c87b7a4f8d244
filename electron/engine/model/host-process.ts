import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerEntry } from '../core/worker-entry.ts';
import type { HostMessage, HostStart, WorkerRequest } from './session-messages.ts';

/** What the process of a network tells. */
export interface HostListener {
  message(message: HostMessage): void;
  failed(cause: Error): void;
  /** Once, when it has ended or never came to be: "SIGKILL", "code 1". */
  ended(how: string): void;
}

/** The process that one network runs in (`network-host.worker.ts`). */
export interface HostProcess {
  /** What no longer arrives is lost; the listener is told of the process's end. */
  send(message: HostStart | WorkerRequest): void;
  /** Ends it at once, whatever it computes. */
  kill(): void;
}

export type StartHost = (listener: HostListener) => HostProcess;

const forkHost: StartHost = (listener) => {
  const child = fork(fileURLToPath(workerEntry('network-host')), {
    serialization: 'advanced',
    execArgv: [],
    // Results go over the channel; standard output is the program's own.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (message) => listener.message(message as HostMessage));
  child.on('error', (cause) => {
    listener.failed(cause);
    // A process that never came to be exits without an event.
    if (child.pid === undefined) listener.ended('it could not be started');
  });
  child.once('exit', (code, signal) => listener.ended(signal ?? `code ${code}`));
  return {
    send: (message) => void child.send(message, () => undefined),
    kill: () => void child.kill('SIGKILL'),
  };
};

let start = forkHost;

/** How networks' processes are started from now on, by a program that cannot fork Node, as Electron's. */
export function startHostsBy(own: StartHost): void {
  start = own;
}

/** Starts a process for one network. */
export const startHost: StartHost = (listener) => start(listener);
