import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Window } from '../core/grid.ts';
import { workerEntry } from '../core/worker-entry.ts';
import { GDAL_PROGRAM_FOLDER, gdalProgram } from './program.ts';
import type {
  GdalFile,
  GdalPlane,
  GdalReadReply,
  GdalReadRequest,
  GdalReadStart,
  GdalReadTask,
  PictureSize,
  SampleType,
} from './read-messages.ts';

/** Samples of a plane, row by row. */
export type Samples =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

interface Waiting {
  readonly request: GdalReadRequest;
  resolve(reply: GdalReadReply): void;
  reject(error: Error): void;
}

/** GDAL's memory is given back after so long without work. */
const IDLE_MILLISECONDS = 30_000;
let worker: Promise<Worker> | undefined;
let idle: NodeJS.Timeout | undefined;
let lastId = 0;
const batches = new Map<string, { readonly planes: GdalPlane[]; readonly replies: Promise<readonly Samples[]> }>();
const waiting = new Map<number, Waiting>();

/** A file as GDAL is to see it. @param path absolute, without symbolic links */
export async function gdalFile(path: string, warp?: GdalFile['warp']): Promise<GdalFile> {
  const { mtimeMs, size, ino } = await stat(path);
  return { path, stamp: `${mtimeMs} ${size} ${ino}`, ...(warp ? { warp } : {}) };
}

/** What `gdalinfo -json` says of a file. @throws Error with GDAL's words */
export async function describeByGdal(file: GdalFile): Promise<unknown> {
  const reply = await ask(file, { kind: 'describe' });
  return reply.kind === 'described' ? JSON.parse(reply.json) : null;
}

/**
 * Reads a window, inside the raster, of a plane (counted from 1) or of its mask, by GDAL in a thread of its own. A mask
 * is 0 where GDAL counts the pixel as no-data: by value, by a mask in or beside the file, by an alpha plane. Planes of
 * one window that are asked for together are read together: they mostly lie in the same blocks of the file.
 * @param size where given, the window comes decimated to it, from an overview where the file has one
 * @throws Error with GDAL's words
 */
export function readByGdal(file: GdalFile, plane: GdalPlane, window: Window, size?: PictureSize): Promise<Samples> {
  const key = JSON.stringify([file, window, size]);
  let batch = batches.get(key);
  if (!batch) {
    const planes: GdalPlane[] = [];
    const replies = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      batches.delete(key);
      const reply = await ask(file, { kind: 'read', planes, window, size });
      return reply.kind === 'read' ? reply.planes.map(({ type, bytes }) => samples(type, bytes)) : [];
    });
    batch = { planes, replies };
    batches.set(key, batch);
  }
  const known = batch.planes.indexOf(plane);
  const index = known >= 0 ? known : batch.planes.push(plane) - 1;
  return batch.replies.then((planes) => planes[index]!);
}

/** Lets GDAL close a file. */
export async function releaseByGdal(file: GdalFile): Promise<void> {
  if (worker) await ask(file, { kind: 'release' });
}

function samples(type: SampleType, bytes: ArrayBuffer): Samples {
  switch (type) {
    case 'Byte':
      return new Uint8Array(bytes);
    case 'UInt16':
      return new Uint16Array(bytes);
    case 'Int16':
      return new Int16Array(bytes);
    case 'UInt32':
      return new Uint32Array(bytes);
    case 'Int32':
      return new Int32Array(bytes);
    case 'Float32':
      return new Float32Array(bytes);
    case 'Float64':
      return new Float64Array(bytes);
  }
}

function ask(file: GdalFile, task: GdalReadTask): Promise<GdalReadReply> {
  const request = { id: ++lastId, file, task };
  return new Promise((resolve, reject) => {
    waiting.set(request.id, { request, resolve, reject });
    clearTimeout(idle);
    worker ??= startWorker();
    worker.then(
      (thread) => {
        thread.ref();
        thread.postMessage(request);
      },
      (cause: unknown) => {
        worker = undefined;
        settle(request.id)?.reject(cause instanceof Error ? cause : new Error(String(cause)));
      },
    );
  });
}

function settle(id: number): Waiting | undefined {
  const known = waiting.get(id);
  waiting.delete(id);
  return known;
}

async function startWorker(): Promise<Worker> {
  const workerData: GdalReadStart = { program: await gdalProgram(), programFolder: GDAL_PROGRAM_FOLDER };
  const thread = new Worker(workerEntry('gdal-read'), { workerData, stdout: true, stderr: true });
  const end = (message: string) => {
    worker = undefined;
    for (const id of [...waiting.keys()]) settle(id)?.reject(new Error(message));
  };
  thread.on('message', (reply: GdalReadReply) => {
    const asked = settle(reply.id);
    if (reply.kind === 'failed') asked?.reject(new Error(reply.message));
    else asked?.resolve(reply);
    if (waiting.size > 0) return;
    thread.unref();
    idle = setTimeout(() => {
      worker = undefined;
      thread.removeAllListeners();
      void thread.terminate();
    }, IDLE_MILLISECONDS);
    idle.unref();
  });
  thread.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
  thread.on('exit', (code) => end(`GDAL's thread ended with code ${code}`));
  return thread;
}
