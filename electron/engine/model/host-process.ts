import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { messageSocket } from '../core/message-socket.ts';
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
  /**
   * What no longer arrives is lost; the listener is told of the process's end.
   * @param then called when the message was handed to the system: until then, its arrays must stay as they are
   */
  send(message: HostStart | WorkerRequest, then?: () => void): void;
  /** Ends it at once, whatever it computes. */
  kill(): void;
}

export type StartHost = (listener: HostListener) => HostProcess;

/** Number of the pipe to the process that messages go through; the channel of `fork` says only whether the other side is there. */
export const MESSAGE_PIPE = 4;

function forkNode(): ChildProcess {
  return fork(fileURLToPath(workerEntry('network-host')), {
    execArgv: [],
    // It asks no server for anything: Node would read a system's certificates for 40 ms.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
    // Standard output is the program's own.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'overlapped'],
  });
}

let prepared: ChildProcess | null = null;

/**
 * Starts the process of the next network ahead of it: that it loads its runtime meanwhile saves a command a third of a second. It keeps no
 * program from ending, and ends with it.
 */
export function prepareHost(): void {
  if (prepared) return;
  const child = forkNode();
  prepared = child;
  const forget = (): void => {
    if (prepared === child) prepared = null;
  };
  child.on('error', forget).on('exit', forget);
  process.once('exit', () => prepared?.kill('SIGKILL'));
  hold(child, false);
}

/** Whether this process waits for a child before it ends. */
function hold(child: ChildProcess, isHeld: boolean): void {
  for (const handle of [child, child.channel, child.stdio[MESSAGE_PIPE] as Socket | null])
    isHeld ? handle?.ref() : handle?.unref();
}

function takePrepared(): ChildProcess | null {
  const child = prepared;
  prepared = null;
  if (child) hold(child, true);
  return child;
}

const forkHost: StartHost = (listener) => {
  const child = takePrepared() ?? forkNode();
  const pipe = (child.stdio[MESSAGE_PIPE] as Socket).on('error', () => undefined);
  const send = messageSocket(pipe, (message) => listener.message(message as HostMessage));
  child.on('error', (cause) => {
    listener.failed(cause);
    // A process that never came to be exits without an event.
    if (child.pid === undefined) listener.ended('it could not be started');
  });
  // When the pipe is read to its end, too.
  child.once('close', (code, signal) => listener.ended(signal ?? `code ${code}`));
  return { send, kill: () => void child.kill('SIGKILL') };
};

let start = forkHost;

/** How networks' processes are started from now on, by a program that cannot fork Node, as Electron's. */
export function startHostsBy(own: StartHost): void {
  start = own;
}

/** Starts a process for one network. */
export const startHost: StartHost = (listener) => start(listener);
