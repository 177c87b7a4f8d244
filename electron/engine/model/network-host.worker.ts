import { connect, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { messageSocket } from '../core/message-socket.ts';
import { workerEntry } from '../core/worker-entry.ts';
import { MESSAGE_PIPE } from './host-process.ts';
// Before the thread that runs the network: it silences the runtime for the whole process.
import './onnx-runtime.ts';
import type { HostMessage, HostStart, WorkerReply, WorkerRequest } from './session-messages.ts';

// The process that one network runs in. Native code cannot be interrupted, only its process can be ended: so the network
// computes on a thread of this process, and the process's own thread stays free to watch the memory and the parent.

const WATCH_MILLISECONDS = 100;

/** `process.exit` would wait for the thread, which may never come back from native code. */
const end = (): void => void process.kill(process.pid, 'SIGKILL');
/** Of the parent, where it did not fork this process. */
const address = process.send ? undefined : (process.argv.at(-1) ?? '');
let heard: (message: HostStart | WorkerRequest) => void = () => undefined;
const send = messageSocket(connection(), (message) => heard(message as HostStart | WorkerRequest));
const tell = (message: HostMessage, then?: () => void): void => send(message, then);

/** To the parent: a pipe where it forked this process, else its address, and then it wants to know whom it would end. */
function connection(): Socket {
  const socket = address === undefined ? new Socket({ fd: MESSAGE_PIPE }) : connect(address);
  process.on('disconnect', end);
  return socket.on('error', end).on('close', end);
}

if (address !== undefined) send({ pid: process.pid });

// A terminal's Ctrl-C reaches every process of the group: what is to be done about it is the parent's to say.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

/** Computes; begun before it is known which network, since the runtime takes a while to load. */
const worker = new Worker(workerEntry('inference'));
worker.on('message', (reply: WorkerReply) => tell({ reply, peakBytes: process.resourceUsage().maxRSS * 1024 }));
worker.on('error', ({ message }) => tell({ failed: message }, end));
worker.on('exit', end);

function begin({ session, memoryLimitBytes }: HostStart): void {
  setInterval(() => {
    const bytes = process.memoryUsage.rss();
    if (bytes <= memoryLimitBytes) return;
    tell({ tooLarge: bytes }, end);
    setTimeout(end, WATCH_MILLISECONDS);
  }, WATCH_MILLISECONDS);
  worker.postMessage(session);
}

/** A request's arrays are given to the thread. */
function handOver(message: WorkerRequest): void {
  const bands = message.kind === 'run' ? message.request.tile.bands : [];
  worker.postMessage(message, [...new Set(bands.flatMap((dn) => (dn ? [dn.buffer as ArrayBuffer] : [])))]);
}

heard = (message) => {
  if ('session' in message) begin(message);
  else handOver(message);
};
