import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { messageSocket } from '../core/message-socket.ts';
import { workerEntry } from '../core/worker-entry.ts';
// Before the thread that runs the network: it silences the runtime for the whole process.
import './onnx-runtime.ts';
import type { HostMessage, HostStart, WorkerReply, WorkerRequest } from './session-messages.ts';

// The process that one network runs in. Native code cannot be interrupted, only its process can be ended: so the network
// computes on a thread of this process, and the process's own thread stays free to watch the memory and the parent.

const WATCH_MILLISECONDS = 100;

/** `process.exit` would wait for the thread, which may never come back from native code. */
const end = (): void => void process.kill(process.pid, 'SIGKILL');
const parent = process.send ? channel() : socket(process.argv.at(-1) ?? '');
const tell = (message: HostMessage, then?: () => void): void => parent.send(message, then);

interface Parent {
  send(message: HostMessage, then?: () => void): void;
  /** The listener stays for every message that follows. */
  listen(listener: (message: HostStart | WorkerRequest) => void): void;
}

/** As `child_process.fork` has it. */
function channel(): Parent {
  process.on('disconnect', end);
  return {
    send: (message, then) => void process.send?.(message, undefined, undefined, then),
    listen: (listener) => void process.on('message', listener),
  };
}

/** As a utility process of Electron has it: the parent listens at an address, and wants to know whom it would end. */
function socket(address: string): Parent {
  let heard: (message: HostStart | WorkerRequest) => void = () => undefined;
  const connection = connect(address).on('error', end).on('close', end);
  const send = messageSocket(connection, (message) => heard(message as HostStart | WorkerRequest));
  send({ pid: process.pid });
  return {
    send,
    listen(listener) {
      heard = listener;
    },
  };
}

// A terminal's Ctrl-C reaches every process of the group: what is to be done about it is the parent's to say.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

/**
 * A request as the thread may own it. What comes through the channel are views of the memory that the channel reads into
 * (`v8.Deserializer`), which may hold the beginning of the next message: given away, it would be missed.
 */
function handOver(message: WorkerRequest, worker: Worker): void {
  if (message.kind !== 'run') {
    worker.postMessage(message);
    return;
  }
  const { request } = message;
  const bands = request.tile.bands.map((dn) => dn?.slice() ?? null);
  const transfer = bands.flatMap((dn) => (dn ? [dn.buffer] : []));
  worker.postMessage({ ...message, request: { ...request, tile: { ...request.tile, bands } } }, transfer);
}

function begin({ session, memoryLimitBytes }: HostStart): Worker {
  const worker = new Worker(workerEntry('inference'), { workerData: session });
  worker.on('message', (reply: WorkerReply) => tell({ reply, peakBytes: process.resourceUsage().maxRSS * 1024 }));
  worker.on('error', ({ message }) => tell({ failed: message }, end));
  worker.on('exit', end);
  setInterval(() => {
    const bytes = process.memoryUsage.rss();
    if (bytes <= memoryLimitBytes) return;
    tell({ tooLarge: bytes }, end);
    setTimeout(end, WATCH_MILLISECONDS);
  }, WATCH_MILLISECONDS);
  return worker;
}

let worker: Worker | null = null;
parent.listen((message) => {
  if ('session' in message) worker = begin(message);
  else if (worker) handOver(message, worker);
});
