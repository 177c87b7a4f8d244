import { Worker } from 'node:worker_threads';
import { workerEntry } from '../core/worker-entry.ts';
// Before the thread that runs the network: it silences the runtime for the whole process.
import './onnx-runtime.ts';
import type { HostMessage, HostStart, WorkerReply, WorkerRequest } from './session-messages.ts';

// The process that one network runs in. Native code cannot be interrupted, only its process can be ended: so the network
// computes on a thread of this process, and the process's own thread stays free to watch the memory and the parent.

const WATCH_MILLISECONDS = 100;

const tell = (message: HostMessage, then?: () => void): void => {
  process.send?.(message, undefined, undefined, then);
};
/** `process.exit` would wait for the thread, which may never come back from native code. */
const end = (): void => void process.kill(process.pid, 'SIGKILL');

// A terminal's Ctrl-C reaches every process of the group: what is to be done about it is the parent's to say.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', end);

function transferList(message: WorkerRequest): ArrayBuffer[] {
  const bands = message.kind === 'run' ? message.request.tile.bands : [];
  return [...new Set(bands.flatMap((dn) => (dn ? [dn.buffer as ArrayBuffer] : [])))];
}

process.once('message', ({ session, memoryLimitBytes }: HostStart) => {
  const worker = new Worker(workerEntry('inference'), { workerData: session });
  worker.on('message', (reply: WorkerReply) => tell({ reply, peakBytes: process.resourceUsage().maxRSS * 1024 }));
  worker.on('error', ({ message }) => tell({ failed: message }, end));
  worker.on('exit', end);
  process.on('message', (message: WorkerRequest) => worker.postMessage(message, transferList(message)));
  setInterval(() => {
    const bytes = process.memoryUsage.rss();
    if (bytes <= memoryLimitBytes) return;
    tell({ tooLarge: bytes }, end);
    setTimeout(end, WATCH_MILLISECONDS);
  }, WATCH_MILLISECONDS);
});
