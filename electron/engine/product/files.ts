import { crc32 } from 'node:zlib';
import type { ByteSource } from '../core/bytes.ts';
import { ProductError } from '../core/errors.ts';
import type { ProductWarning } from './product-warning.ts';

/** Files that a product may hold; the largest old multi-granule products have some 5000. */
export const MAX_FILES = 20_000;

/** A file of a {@link FileTree}, not yet opened. */
export interface FileEntry {
  /** Path inside the tree, with forward slashes. */
  readonly path: string;
  readonly size: number;
  /** Differs as soon as the bytes may have changed since the tree was listed. */
  readonly stamp: string;
  /** What its bytes add up to by the zip that it lies in. */
  readonly crc32?: number;
  /** The first `length` bytes, or fewer where the file is shorter; cheap even where the file is compressed. */
  head(length: number): Promise<Uint8Array>;
  /** Whether reading anywhere in the file is cheap; false for a compressed entry of a zip. */
  readonly randomAccess: boolean;
  /** Opens it for random access; may be called many times, each source is to be closed. */
  open(): Promise<ByteSource>;
}

/** The files of a folder or a zip, listed once and opened on demand. */
export interface FileTree {
  readonly kind: 'folder' | 'zip';
  /** Its bytes come over the network: none is read that need not be. */
  readonly isRemote?: boolean;
  /** What the user knows it as: its path. */
  readonly name: string;
  readonly entries: readonly FileEntry[];
  /** What was passed over while listing. */
  readonly notes: readonly ProductWarning[];
  /** Stamps of the files by path as they are now; a file that is gone has none. */
  stamps(): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** Whether a path is litter of an operating system: AppleDouble `._*`, `__MACOSX`, `.DS_Store`, `Thumbs.db`. */
export function isLitter(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('._') || /^(__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(part));
}

/** Last part of a path with forward slashes. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Path without its last part; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Whether `path` lies under `folder` (the empty folder holds everything). */
export function isUnder(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** First bytes of a source, or fewer where it is shorter. */
export async function headOf(open: () => Promise<ByteSource>, length: number): Promise<Uint8Array> {
  const source = await open();
  try {
    return await source.read(0, Math.min(length, source.size));
  } finally {
    await source.close();
  }
}

/**
 * Reads a whole entry of at most `limit` bytes.
 * @throws ProductError where it is larger, or its bytes are not those that were put into its zip
 */
export async function readEntry(entry: FileEntry, limit: number): Promise<Uint8Array> {
  if (entry.size > limit) {
    throw new ProductError(`${entry.path} has ${entry.size} bytes; at most ${limit} are expected.`, {
      file: entry.path,
      remedy: 'Check that the product is unchanged.',
    });
  }
  return readWhole(entry);
}

/** Reads a whole entry, whatever its size. @throws ProductError where its bytes are not those that its zip was made of */
export async function readWhole(entry: FileEntry): Promise<Uint8Array> {
  const source = await entry.open();
  try {
    const bytes = await source.read(0, source.size);
    if (entry.crc32 !== undefined && crc32(bytes) !== entry.crc32) throw damagedInZip(source.name);
    return bytes;
  } finally {
    await source.close();
  }
}

/** A file of a zip whose bytes are not those that were put into it. */
export function damagedInZip(name: string, cause?: unknown): ProductError {
  return new ProductError(`${name} is damaged and cannot be unpacked.`, {
    file: name,
    remedy: 'Download the zip again.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Files that are open at a time while a product is looked through. */
const MAX_OPEN_FILES = 32;

/** Maps in order, with a bounded number of pieces of work under way. */
export async function mapFiles<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const takeTurns = async () => {
    while (next < items.length) {
      const k = next++;
      results[k] = await work(items[k] as T);
    }
  };
  await Promise.all(Array.from({ length: MAX_OPEN_FILES }, takeTurns));
  return results;
}
