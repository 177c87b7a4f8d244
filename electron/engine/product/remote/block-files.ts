import { LRUCache } from 'lru-cache';
import { ProductError } from '../../core/errors.ts';
import { checkRange } from '../byte-source.ts';
import type { RemoteFile } from './access.ts';
import { readAddress, shownAddress } from './address.ts';
import type { FetchedRange } from './http-range.ts';
import type { Requests } from './requests.ts';

/** Files are fetched in blocks of this size, those beside each other at once. */
const BLOCK_BYTES = 64 * 2 ** 10;
const MOST_AT_ONCE_BYTES = 8 * 2 ** 20;
const CACHE_BYTES = 128 * 2 ** 20;
/** The largest file of a product, a zip of it, has some 1.2 GB. */
const MOST_FILE_BYTES = 4 * 2 ** 30;

/** Files on servers, of which what was fetched is kept. */
export interface BlockFiles {
  /** @throws ProductError where the address is none or the server does not give the file */
  open(address: string): Promise<RemoteFile>;
  /** Forgets what was fetched, so that files are read as they are now. */
  clear(): void;
}

/** A file as it was when it was opened. */
interface OpenedFile {
  readonly url: string;
  readonly name: string;
  readonly size: number;
  readonly tag: string | null;
}

/** Gives files that are read by `requests`; their blocks are kept, 128 MiB of them. */
export function createBlockFiles(requests: Requests): BlockFiles {
  const blocks = new LRUCache<string, Uint8Array>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (block) => Math.max(1, block.length),
  });
  const heads = new Map<string, Promise<FetchedRange>>();

  function headOf(url: string): Promise<FetchedRange> {
    const head = heads.get(url) ?? requests.get(url, 0, BLOCK_BYTES);
    heads.set(url, head);
    head.catch(() => heads.delete(url));
    return head;
  }

  /** What is known of a file that has changed. */
  function forget(url: string): void {
    heads.delete(url);
    for (const key of [...blocks.keys()]) if (key.startsWith(`${url} `)) blocks.delete(key);
  }

  /** Fetches blocks from one to another, which lie side by side; in order. */
  async function fetchBlocks({ url, name, size, tag }: OpenedFile, first: number, last: number): Promise<Uint8Array[]> {
    const found = await requests.get(url, first * BLOCK_BYTES, Math.min(size, (last + 1) * BLOCK_BYTES));
    if (found.size !== size || found.tag !== tag) {
      forget(url);
      throw requests.noteChange(name);
    }
    const fetched = Array.from({ length: last - first + 1 }, (_, k) =>
      found.bytes.slice(k * BLOCK_BYTES, (k + 1) * BLOCK_BYTES),
    );
    for (const [k, block] of fetched.entries()) blocks.set(`${url} ${first + k}`, block);
    return fetched;
  }

  /** The blocks from one to another, in order; held here, since the cache may drop any while others are fetched. */
  async function blocksOf(file: OpenedFile, first: number, last: number): Promise<readonly Uint8Array[]> {
    const kept = Array.from({ length: last - first + 1 }, (_, k) => blocks.get(`${file.url} ${first + k}`));
    const from = kept.indexOf(undefined);
    if (from < 0) return kept as Uint8Array[];
    const fetched = await fetchBlocks(file, first + from, first + kept.lastIndexOf(undefined));
    return kept.map((block, k) => block ?? fetched[k - from]!);
  }

  async function read(file: OpenedFile, offset: number, length: number): Promise<Uint8Array> {
    checkRange(file.name, file.size, offset, length);
    const out = new Uint8Array(length);
    for (let at = offset; at < offset + length; at += MOST_AT_ONCE_BYTES) {
      const end = Math.min(offset + length, at + MOST_AT_ONCE_BYTES);
      const first = Math.floor(at / BLOCK_BYTES);
      for (const [k, block] of (await blocksOf(file, first, Math.floor((end - 1) / BLOCK_BYTES))).entries()) {
        const start = (first + k) * BLOCK_BYTES;
        const from = Math.max(at, start);
        out.set(block.subarray(from - start, Math.min(end, start + block.length) - start), from - offset);
      }
    }
    return out;
  }

  return {
    async open(address) {
      const url = readAddress(address);
      const name = shownAddress(url);
      const { size, tag, bytes } = await headOf(url);
      if (size > MOST_FILE_BYTES) {
        throw new ProductError(`${name} has ${size} bytes; at most ${MOST_FILE_BYTES} are read over the network.`, {
          remedy: 'Download the product and open it from the disk.',
        });
      }
      blocks.set(`${url} 0`, bytes);
      const file = { url, name, size, tag };
      return {
        name,
        size,
        stamp: `${size} ${tag ?? ''}`,
        read: (offset, length) => read(file, offset, length),
        async close() {},
      };
    },
    clear() {
      heads.clear();
      blocks.clear();
    },
  };
}
