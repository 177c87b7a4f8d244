import { availableParallelism } from 'node:os';
import { LRUCache } from 'lru-cache';
import { Tinypool } from 'tinypool';
import { CancelledError, Jpeg2000Error, throwIfCancelled } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { tuneV8 } from '../core/v8-settings.ts';
import { workerEntry } from '../core/worker-entry.ts';
import { createInFlight } from './in-flight.ts';

/** A codestream of one tile, to be decoded at 1 / 2^reduce of its resolution. */
interface TileCodestream {
  readonly codestream: Uint8Array<ArrayBuffer>;
  readonly reduce: number;
}

/** What a worker decodes. */
export interface DecodeTask extends TileCodestream {
  /** Size in pixels that the decoded tile must have. */
  readonly width: number;
  readonly height: number;
  readonly bytesPerPixel: number;
  /**
   * Bit-planes that are left undecoded in the finest details, 0 for exact samples: see `planesLeftOut`. For files whose
   * bytes are known to be whole, since nothing tells of damage then.
   */
  readonly planes: number;
  /** The part of the decoded tile that comes back. */
  readonly crop: Window;
  /** All that is looked at of that part; what lies outside of them is not specified. All of it by default. */
  readonly areas?: readonly Window[];
}

export type DecodeReply = Uint8Array<ArrayBuffer> | { readonly error: string };

/** One tile to be had from the cache, from a request under way, or from the workers. */
export interface TileRequest {
  /** Identifies the pixels: image, tile, reduction and rectangle. */
  readonly key: string;
  readonly file: string;
  /** What is decoded, as an error calls it: "Tile 3 of 121". */
  readonly name: string;
  readonly task: Omit<DecodeTask, keyof TileCodestream>;
  /** Somebody looks at it and waits: it goes before all else. */
  readonly isUrgent?: boolean | undefined;
  /** Reads the bytes; called shortly before a worker is free. */
  load(): Promise<TileCodestream>;
}

/** Work of another decoder, in the same threads and the same cache. */
export interface PieceRequest {
  /** Identifies the result. */
  readonly key: string;
  /** The worker's program: see `workerEntry`. */
  readonly worker: string;
  /** Not kept where the caller keeps it elsewhere; kept by default. */
  readonly isKept?: boolean;
  /** Reads what the worker is given; called shortly before a thread is free. */
  load(): Promise<{ readonly task: object; readonly transfer: readonly ArrayBuffer[] }>;
  /** What is thrown when the worker fails, for a reason in words. */
  failure(reason: string): Error;
}

/** Decodes tiles in a pool of workers and keeps the latest ones. */
export interface TileDecoder {
  /** Samples of the rectangle, row by row, as bytes in the machine's order; shared between callers: do not change. */
  tile(request: TileRequest, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes that another decoder's worker makes; shared between callers: do not change. */
  piece(request: PieceRequest, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether the cache holds a tile, or will soon: it is being decoded. */
  has(key: string): boolean;
  /** Keeps a tile no longer; whoever has its samples may go on with them. */
  drop(key: string): void;
  close(): Promise<void>;
}

export interface TileDecoderOptions {
  /** Worker threads; all cores by default. */
  readonly threads?: number;
  /** Bytes of decoded tiles that are kept; 256 MiB by default. */
  readonly cacheBytes?: number;
  /** Longest time for one tile in milliseconds; its worker is then ended. 30 s by default. */
  readonly tileTimeoutMilliseconds?: number;
}

/** Decoded bytes, as OpenJPEG's 32-bit samples, that a tile may have at most. */
const MAX_TILE_SAMPLES = 64 * 2 ** 20;

/**
 * Creates a pool of decoding workers with a cache of decoded tiles. Identical concurrent requests are decoded once, what is
 * urgent first, and areas, by which no-data is settled in windows that are read otherwise, before whole windows. A
 * cancelled request that waits is dropped; one that is being decoded runs to its end unseen (some 100 ms). What goes
 * wrong in a worker becomes a Jpeg2000Error that names the file.
 */
export function createTileDecoder(options: TileDecoderOptions = {}): TileDecoder {
  tuneV8();
  const threads = Math.max(1, options.threads ?? availableParallelism());
  const timeout = options.tileTimeoutMilliseconds ?? 30_000;
  const workers = createWorkers(threads, timeout);
  const cache = new LRUCache<string, Uint8Array<ArrayBuffer>>({
    maxSize: Math.max(1, options.cacheBytes ?? 256 * 2 ** 20),
    sizeCalculation: (tile) => Math.max(1, tile.byteLength),
  });
  const share = createInFlight<Uint8Array<ArrayBuffer>>();
  // For each tile that is being decoded another one is read, so that no thread waits for the disk.
  const withSlot = createSlots(2 * threads);
  const withThread = createSlots(threads);

  async function run(request: TileRequest, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { file, name, task } = request;
    const samples = task.width * task.height * Math.ceil(task.bytesPerPixel);
    if (samples > MAX_TILE_SAMPLES)
      throw new Jpeg2000Error(
        `A tile has ${task.width} x ${task.height} pixels, more than the ${MAX_TILE_SAMPLES} samples that are decoded at once.`,
        { file, remedy: 'Convert the file to one with tiles of 1024 x 1024 pixels.' },
      );
    const loaded = await request.load();
    throwIfCancelled(signal);
    const reply = await withThread(
      () => workers.decode({ ...task, ...loaded } satisfies DecodeTask, { transferList: [loaded.codestream.buffer] }),
      signal,
      rankOf(request),
    );
    if ('error' in reply)
      throw new Jpeg2000Error(`${name} of the JPEG 2000 file cannot be decoded: ${reply.error}.`, {
        file,
        remedy: 'The file is damaged; download it again.',
      });
    cache.set(request.key, reply);
    return reply;
  }

  async function runPiece(request: PieceRequest, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { task, transfer } = await request.load();
    throwIfCancelled(signal);
    const filename = workerEntry(request.worker).href;
    const reply = await withThread(() => workers.decode(task, { transferList: [...transfer], filename }), signal);
    if ('error' in reply) throw request.failure(reply.error);
    if (request.isKept !== false) cache.set(request.key, reply);
    return reply;
  }

  return {
    async tile(request, signal) {
      throwIfCancelled(signal);
      const kept = cache.get(request.key);
      if (kept) return kept;
      return share(request.key, signal, (shared) => withSlot(() => run(request, shared), shared, rankOf(request)));
    },
    async piece(request, signal) {
      throwIfCancelled(signal);
      const kept = cache.get(request.key);
      if (kept) return kept;
      return share(request.key, signal, (shared) => withSlot(() => runPiece(request, shared), shared));
    },
    has: (key) => cache.has(key) || share.isRunning(key),
    drop: (key) => void cache.delete(key),
    async close() {
      cache.clear();
      await workers.close();
    },
  };
}

/** Threads that decode. A task that takes longer than `timeout` milliseconds is given up, with its thread. */
function createWorkers(threads: number, timeout: number) {
  const pool = new Tinypool({
    filename: workerEntry('decode').href,
    minThreads: Math.min(2, threads),
    maxThreads: threads,
    idleTimeout: 30_000,
  });
  return {
    /** What goes wrong comes back as a reason in words. */
    decode(
      task: object,
      run: { readonly transferList: ArrayBuffer[]; readonly filename?: string },
    ): Promise<DecodeReply> {
      const options = { ...run, signal: AbortSignal.timeout(timeout) };
      return pool.run(task, options).catch((cause: unknown) => {
        const late = cause instanceof Error && cause.name === 'AbortError';
        return { error: late ? `decoding took longer than ${timeout / 1000} s` : `the decoder failed (${cause})` };
      });
    },
    close: () => pool.destroy(),
  };
}

/** Of what waits, the lowest goes first. */
const RANKS = { urgent: 0, areas: 1, other: 2 };

function rankOf({ isUrgent, task }: TileRequest): number {
  return isUrgent ? RANKS.urgent : task.areas ? RANKS.areas : RANKS.other;
}

/**
 * Lets at most `limit` pieces of work run at a time: by their rank, of one rank first come first served. One that is
 * cancelled leaves the queue.
 */
function createSlots(limit: number) {
  let free = limit;
  const queues = Object.values(RANKS).map((): (() => void)[] => []);
  return async function withSlot<T>(work: () => Promise<T>, signal: AbortSignal, rank = RANKS.other): Promise<T> {
    const queue = queues[rank]!;
    if (free > 0) free--;
    else
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          queue.splice(queue.indexOf(proceed), 1);
          reject(new CancelledError());
        };
        const proceed = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        signal.addEventListener('abort', leave, { once: true });
        queue.push(proceed);
      });
    try {
      return await work();
    } finally {
      const next = queues.find(({ length }) => length > 0)?.shift();
      if (next) next();
      else free++;
    }
  };
}
