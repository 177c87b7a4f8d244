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
 */
export function createRemoteAccess(onFetch?: (fetched: Fetched) => void): RemoteAccess {
  const counted = { bytes: 0, requests: 0, hosts: {} as Record<string, number> };
  const blocks = new LRUCache<string, Uint8Array>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (block) => Math.max(1, block.length),
  });
  const heads = new Map<string, Promise<FetchedRange>>();
  const fetchedNow = () => ({ ...counted, hosts: { ...counted.hosts } });

  async function get(url: string, start: number, end: number): Promise<FetchedRange> {
    const found = await fetchRange(url, start, end);
    counted.bytes += found.bytes.length;
    counted.requests++;
    for (const host of found.hosts) counted.hosts[host] ??= 0;
    counted.hosts[found.hosts.at(-1)!]! += found.bytes.length;
    onFetch?.(fetchedNow());
    return found;
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

    /** Fetches blocks from one to another that are not there, which lie side by side. */
    async function fill(first: number, last: number): Promise<void> {
      const found = await get(url, first * BLOCK_BYTES, Math.min(size, (last + 1) * BLOCK_BYTES));
      if (found.size !== size || found.tag !== tag) {
        throw new ProductError(`${name} changed on its server while it was being read.`, {
          remedy: 'Open the product again.',
        });
      }
      for (let k = first; k <= last; k++) {
        const from = (k - first) * BLOCK_BYTES;
        blocks.set(`${url} ${k}`, found.bytes.slice(from, from + BLOCK_BYTES));
      }
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
          const missing = Array.from({ length: last - first + 1 }, (_, k) => first + k).filter(
            (k) => !blocks.has(`${url} ${k}`),
          );
          if (missing.length > 0) await fill(missing[0]!, missing.at(-1)!);
          for (let k = first; k <= last; k++) {
            const block = blocks.get(`${url} ${k}`)!;
            const from = Math.max(at, k * BLOCK_BYTES);
            const to = Math.min(end, k * BLOCK_BYTES + block.length);
            out.set(block.subarray(from - k * BLOCK_BYTES, to - k * BLOCK_BYTES), from - offset);
          }
        }
        return out;
      },
      async close() {},
    };
  }

  return { open, fetched: fetchedNow };
}
