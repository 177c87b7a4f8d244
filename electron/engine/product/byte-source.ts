import { type FileHandle, realpath } from 'node:fs/promises';
import type { ByteSource } from '../core/bytes.ts';
import { ProductError } from '../core/errors.ts';
import { openPlainFile, PlainFileError } from '../core/plain-file.ts';
import { requireWanted } from './while-wanted.ts';

/** Throws a ProductError when `[offset, offset + length)` is no part of a file of `size` bytes. */
export function checkRange(name: string, size: number, offset: number, length: number): void {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
    throw new ProductError(`Bytes ${offset} + ${length} of ${name} are not a range.`, { file: name });
  }
  if (offset + length > size) {
    throw new ProductError(
      `${name} ends at byte ${size}, but bytes ${offset} to ${offset + length} are needed: it is truncated.`,
      { file: name, remedy: 'Copy or download the file again.' },
    );
  }
}

/** Reads exactly `length` bytes at `offset` of an open file; throws a ProductError naming it when it ends earlier. */
export async function readExactly(
  handle: FileHandle,
  name: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  // Not zeroed: every byte is read. Its buffer is its own, so that a thread can be given it.
  const bytes = Buffer.allocUnsafeSlow(length) as Buffer<ArrayBuffer>;
  let done = 0;
  while (done < length) {
    requireWanted();
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done).catch((cause: unknown) => {
      throw new ProductError(`${name} cannot be read at byte ${offset + done}.`, {
        file: name,
        remedy: 'Check that the disk is still connected and the file readable.',
        cause,
      });
    });
    if (bytesRead === 0) {
      throw new ProductError(`${name} ended at byte ${offset + done} while it was being read.`, {
        file: name,
        remedy: 'Copy or download the file again.',
      });
    }
    done += bytesRead;
  }
  return bytes;
}

/**
 * Opens a file on disk for random access. Every source has a file handle of its own.
 *
 * @param name what the user knows the file as; its path by default
 * @throws ProductError when it is not there, not a plain file, or not readable
 */
export async function openFile(path: string, name: string = path): Promise<ByteSource> {
  requireWanted();
  const { handle, size } = await openPlainFile(path).catch((cause: unknown) => {
    if (!(cause instanceof PlainFileError)) throw cause;
    const remedy = 'Check that the file is there and that you may read it.';
    throw new ProductError(`${name} ${cause.message}.`, { file: name, remedy, cause });
  });
  const onDisk = await realpath(path).catch(() => undefined);
  return {
    name,
    size,
    ...(onDisk === undefined ? {} : { path: onDisk }),
    async read(offset, length) {
      checkRange(name, size, offset, length);
      return readExactly(handle, name, offset, length);
    },
    close: () => handle.close(),
  };
}

/** A source over bytes in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    async read(offset, length) {
      checkRange(name, bytes.length, offset, length);
      return bytes.slice(offset, offset + length);
    },
    async close() {},
  };
}
