import { LRUCache } from 'lru-cache';
import type { ByteSource } from '../../core/bytes.ts';
import { ProductError } from '../../core/errors.ts';
import { checkRange } from '../byte-source.ts';
import { type FetchedRange, fetchRange, withoutQuery } from './http-range.ts';

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

/** A file on a server, opened for random access. */
export interface RemoteFile extends ByteSource {
  /** Differs as soon as the server says that the file has changed. */
  readonly stamp: string;
}

/** The right to read over the network, which the user gives; what was fetched by it is counted. */
export interface RemoteAccess {
  open(url: string): Promise<RemoteFile>;
  fetched(): Fetched;
}

/**
 * Gives access to files on servers by http and https. Pieces that were fetched are kept, 128 MiB of them.
 *
 * @param onFetch called after each request
 * @param patienceMs how long a server may be silent
 */
export function createRemoteAccess(onFetch?: (fetched: Fetched) => void, patienceMs?: number): RemoteAccess {
  const counted = { bytes: 0, requests: 0, hosts: {} as Record<string, number> };
  const blocks = new LRUCache<string, Uint8Array>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (block) => Math.max(1, block.length),
  });
  const heads = new Map<string, Promise<FetchedRange>>();
  const fetchedNow = () => ({ ...counted, hosts: { ...counted.hosts } });

  async function get(url: string, start: number, end: number): Promise<FetchedRange> {
    const found = await fetchRange(url, start, end, patienceMs);
    counted.bytes += found.bytes.length;
    counted.requests++;
    for (const host of found.hosts) counted.hosts[host] ??= 0;
    counted.hosts[found.hosts.at(-1)!]! += found.bytes.length;
    onFetch?.(fetchedNow());
    return found;
  }

  /** What is known of a file that has changed. */
  function forget(url: string): void {
    heads.delete(url);
    for (const key of [...blocks.keys()]) if (key.startsWith(`${url} `)) blocks.delete(key);
  }

  async function open(url: string): Promise<RemoteFile> {
    const name = withoutQuery(url);
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
        throw new ProductError(`${name} changed on its server while it was being read.`, {
          remedy: 'Open the product again.',
        });
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

  return { open, fetched: fetchedNow };
}
