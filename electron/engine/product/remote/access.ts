import { LRUCache } from 'lru-cache';
import type { ByteSource } from '../../core/bytes.ts';
import { ProductError } from '../../core/errors.ts';
import { checkRange } from '../byte-source.ts';
import { readAddress, shownAddress } from './address.ts';
import { type FetchedRange, fetchRange, MissingFile } from './http-range.ts';
import { stoppedReading } from './refusal.ts';

/** Files are fetched in pieces of this size, those beside each other at once. */
const BLOCK_BYTES = 64 * 2 ** 10;
const MOST_AT_ONCE_BYTES = 8 * 2 ** 20;
const CACHE_BYTES = 128 * 2 ** 20;
/** The largest file of a product, a zip of it, has some 1.2 GB. */
const MOST_FILE_BYTES = 4 * 2 ** 30;

/** What was fetched so far. */
export interface Fetched {
  readonly bytes: number;
  readonly requests: number;
  /** Hosts that were asked, with the bytes that came from them. */
  readonly hosts: Readonly<Record<string, number>>;
}

/** How reading over the network stands. */
export interface Reading {
  /** Requests that are not answered yet, and the host that was asked last. */
  readonly underWay: number;
  readonly host: string | null;
  readonly isStopped: boolean;
  /** Why the last request failed; null where it did not. */
  readonly failure: string | null;
}

/** A file on a server, opened for random access. */
export interface RemoteFile extends ByteSource {
  /** Differs as soon as the server says that the file has changed. */
  readonly stamp: string;
}

/** The right to read over the network, which the user gives; what was fetched by it is counted. */
export interface RemoteAccess {
  /** @throws ProductError where the address is none or the server does not give the file */
  open(url: string): Promise<RemoteFile>;
  fetched(): Fetched;
  reading(): Reading;
  /** Does something that leaves out what cannot be read; throws where that was for the network, not for a file that is missing. */
  wholly<T>(work: () => Promise<T>): Promise<T>;
  /** Ends what is under way; nothing more is fetched until `goOn`. */
  stop(): void;
  goOn(): void;
  /** Forgets what was fetched, so that files are read as they are now, and goes on. */
  renew(): void;
}

export interface RemoteAccessOptions {
  /** Called whenever something is asked for, comes or fails. */
  readonly onChange?: (() => void) | undefined;
  /** Asked before every request; throws where it may not be made. */
  readonly mayFetch?: (() => Promise<void>) | undefined;
  /** How long a server may be silent. */
  readonly patienceMs?: number | undefined;
}

/** Gives access to files on servers by http and https. Pieces that were fetched are kept, 128 MiB of them. */
export function createRemoteAccess({ onChange, mayFetch, patienceMs }: RemoteAccessOptions = {}): RemoteAccess {
  const counted = { bytes: 0, requests: 0, hosts: {} as Record<string, number> };
  const now = { underWay: 0, host: null as string | null, failure: null as string | null };
  /** What went wrong on the way last. */
  let trouble: Error | null = null;
  let hasChanged = false;
  let stopper = new AbortController();
  const blocks = new LRUCache<string, Uint8Array>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (block) => Math.max(1, block.length),
  });
  const heads = new Map<string, Promise<FetchedRange>>();

  async function get(url: string, start: number, end: number): Promise<FetchedRange> {
    try {
      return await ask(url, start, end);
    } catch (error) {
      if (!(error instanceof MissingFile)) trouble = error as Error;
      throw error;
    }
  }

  async function ask(url: string, start: number, end: number): Promise<FetchedRange> {
    const { signal } = stopper;
    if (signal.aborted) throw stoppedReading();
    await mayFetch?.();
    now.underWay++;
    try {
      const found = await fetchRange(url, start, end, {
        patienceMs,
        signal,
        onRequest(host) {
          now.host = host;
          counted.requests++;
          counted.hosts[host] ??= 0;
          onChange?.();
        },
        onBytes(host, count) {
          counted.bytes += count;
          counted.hosts[host]! += count;
          onChange?.();
        },
      });
      if (!hasChanged) now.failure = null;
      return found;
    } catch (error) {
      if (signal.aborted) throw stoppedReading();
      if (!(error instanceof MissingFile)) now.failure = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      now.underWay--;
      onChange?.();
    }
  }

  /** What is read of a product whose files change meanwhile would not go together. */
  function noteChange(name: string): ProductError {
    const change = new ProductError(`${name} changed on its server while it was being read.`, {
      remedy: 'Open the product again.',
    });
    trouble = change;
    now.failure = change.message;
    hasChanged = true;
    onChange?.();
    return change;
  }

  /** What is known of a file that has changed. */
  function forget(url: string): void {
    heads.delete(url);
    for (const key of [...blocks.keys()]) if (key.startsWith(`${url} `)) blocks.delete(key);
  }

  async function open(address: string): Promise<RemoteFile> {
    const url = readAddress(address);
    const name = shownAddress(url);
    const known = heads.get(url) ?? get(url, 0, BLOCK_BYTES);
    heads.set(url, known);
    known.catch(() => heads.delete(url));
    const head = await known;
    const { size, tag } = head;
    if (size > MOST_FILE_BYTES) {
      throw new ProductError(`${name} has ${size} bytes; at most ${MOST_FILE_BYTES} are read over the network.`, {
        remedy: 'Download the product and open it from the disk.',
      });
    }
    blocks.set(`${url} 0`, head.bytes);

    /** Fetches blocks from one to another, which lie side by side; in order. */
    async function fetchBlocks(first: number, last: number): Promise<Uint8Array[]> {
      const found = await get(url, first * BLOCK_BYTES, Math.min(size, (last + 1) * BLOCK_BYTES));
      if (found.size !== size || found.tag !== tag) {
        forget(url);
        throw noteChange(name);
      }
      const fetched = Array.from({ length: last - first + 1 }, (_, k) =>
        found.bytes.slice(k * BLOCK_BYTES, (k + 1) * BLOCK_BYTES),
      );
      fetched.forEach((block, k) => {
        blocks.set(`${url} ${first + k}`, block);
      });
      return fetched;
    }

    /** The blocks from one to another, in order; held here, since the cache may drop any while others are fetched. */
    async function blocksOf(first: number, last: number): Promise<readonly Uint8Array[]> {
      const kept = Array.from({ length: last - first + 1 }, (_, k) => blocks.get(`${url} ${first + k}`));
      const from = kept.indexOf(undefined);
      if (from < 0) return kept as Uint8Array[];
      const to = kept.lastIndexOf(undefined);
      const fetched = await fetchBlocks(first + from, first + to);
      return kept.map((block, k) => block ?? fetched[k - from]!);
    }

    return {
      name,
      size,
      stamp: `${size} ${tag ?? ''}`,
      async read(offset, length) {
        checkRange(name, size, offset, length);
        const out = new Uint8Array(length);
        const most = MOST_AT_ONCE_BYTES;
        for (let at = offset; at < offset + length; at += most) {
          const end = Math.min(offset + length, at + most);
          const [first, last] = [Math.floor(at / BLOCK_BYTES), Math.floor((end - 1) / BLOCK_BYTES)];
          const found = await blocksOf(first, last);
          found.forEach((block, index) => {
            const start = (first + index) * BLOCK_BYTES;
            const [from, to] = [Math.max(at, start), Math.min(end, start + block.length)];
            out.set(block.subarray(from - start, to - start), from - offset);
          });
        }
        return out;
      },
      async close() {},
    };
  }

  function goOn(): void {
    if (stopper.signal.aborted) stopper = new AbortController();
    if (!hasChanged) now.failure = null;
    onChange?.();
  }

  return {
    open,
    fetched: () => ({ ...counted, hosts: { ...counted.hosts } }),
    reading: () => ({ ...now, isStopped: stopper.signal.aborted }),
    async wholly(work) {
      const before = trouble;
      const done = await work();
      if (trouble === before) return done;
      throw trouble;
    },
    stop() {
      stopper.abort();
      onChange?.();
    },
    goOn,
    renew() {
      heads.clear();
      blocks.clear();
      hasChanged = false;
      goOn();
    },
  };
}
