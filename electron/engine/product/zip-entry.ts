import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import {
  constants,
  crc32,
  createInflateRaw,
  type InputType,
  inflateRaw as inflateRawCallback,
  type ZlibOptions,
} from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import type { ByteSource } from '../core/bytes.ts';
import { NephoscopeError, ProductError } from '../core/errors.ts';
import { checkRange, memorySource, readExactly } from './byte-source.ts';
import { damagedInZip, type FileEntry, headOf } from './files.ts';
import { isStored } from './zip-directory.ts';
import { type Scratch, withRoom } from './zip-scratch.ts';

const inflateRaw = promisify<InputType, ZlibOptions, Buffer>(inflateRawCallback);

const MAX_IN_MEMORY_BYTES = 8 << 20;
const PIECE_BYTES = 1 << 20;
const MAX_SHIFT_BYTES = 1 << 16;
/** Deflated data may be longer than what it inflates to, by a few bytes per block. */
const HEAD_EXTRA_BYTES = 1024;

/** A zip whose central directory has been read. */
export interface OpenZip {
  readonly zip: ZipFile;
  readonly source: ByteSource;
  readonly stamp: string;
}

/** A file of a zip: read in place, or inflated when it is opened. */
export function zipEntry(archive: OpenZip, entry: Entry, scratch: Scratch): FileEntry {
  const { zip, source } = archive;
  const name = `${source.name}!/${entry.fileName}`;
  const { compressedSize, uncompressedSize: size } = entry;
  const isInPlace = isStored(entry);

  const dataStart = shareOnce(async () => {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true }).catch((cause: unknown) => {
      throw damagedInZip(name, cause);
    });
    if (fileDataStart + compressedSize > source.size) throw damagedInZip(name);
    return fileDataStart;
  });

  const inflated = inflation(archive, entry, scratch, { name, dataStart });

  async function openEntry(): Promise<ByteSource> {
    if (!isInPlace) return (await inflated())();
    const start = await dataStart();
    return rangeSource(name, size, (offset, length) => source.read(start + offset, length));
  }

  return {
    path: entry.fileName,
    size,
    stamp: `${archive.stamp} ${entry.relativeOffsetOfLocalHeader} ${compressedSize} ${entry.crc32}`,
    crc32: entry.crc32,
    randomAccess: isInPlace,
    open: openEntry,
    async head(length) {
      if (isInPlace) return headOf(openEntry, length);
      const raw = await source.read(await dataStart(), Math.min(compressedSize, length + HEAD_EXTRA_BYTES));
      const bytes = await inflateRaw(raw, { finishFlush: constants.Z_SYNC_FLUSH }).catch((cause: unknown) => {
        throw damagedInZip(name, cause);
      });
      return bytes.subarray(0, Math.min(length, size));
    },
  };
}

/** What inflates an entry, once, into memory or, where it is large, into a file; it gives what opens that. */
function inflation(
  { source }: OpenZip,
  entry: Entry,
  scratch: Scratch,
  { name, dataStart }: { readonly name: string; readonly dataStart: () => Promise<number> },
): () => Promise<() => Promise<ByteSource>> {
  const { compressedSize, uncompressedSize: size } = entry;

  /** The compressed bytes, piece by piece. */
  async function* compressed(): AsyncGenerator<Uint8Array> {
    const start = await dataStart();
    for (let offset = 0; offset < compressedSize; offset += PIECE_BYTES) {
      yield await source.read(start + offset, Math.min(PIECE_BYTES, compressedSize - offset));
    }
  }

  async function inflateToMemory(): Promise<Uint8Array> {
    const raw = await source.read(await dataStart(), compressedSize);
    const bytes = await inflateRaw(raw, { maxOutputLength: size + 1 });
    if (bytes.length !== size || crc32(bytes) !== entry.crc32) throw new OtherBytes();
    return bytes;
  }

  const inflateToFile = (path: string) =>
    pipeline(compressed(), createInflateRaw(), exactly(entry), createWriteStream(path));

  let isAltered = false;
  /** JPEG 2000 is read around damage, which its tiles tell of nearly always; other files are whole or nothing. */
  const orSalvage =
    <T>(salvage: (left: AsyncIterable<Uint8Array>) => Promise<T>) =>
    (error: unknown): Promise<T> => {
      if (!isDamage(error) || !/\.jp2$/i.test(entry.fileName)) throw error;
      isAltered = true;
      return salvage(salvaged(compressed(), size));
    };

  return shareOnce(async (): Promise<() => Promise<ByteSource>> => {
    try {
      if (size <= MAX_IN_MEMORY_BYTES) {
        const bytes = await inflateToMemory().catch(orSalvage((left) => buffer(left)));
        return async () => ({ ...memorySource(name, bytes), isAltered });
      }
      const file = await withRoom(name, size, () =>
        scratch.store((path) =>
          inflateToFile(path).catch(orSalvage((left) => pipeline(left, createWriteStream(path)))),
        ),
      );
      const { size: length } = await file.stat();
      const read = (offset: number, bytes: number) => readExactly(file, name, offset, bytes);
      return async () => ({ ...rangeSource(name, length, read), isAltered });
    } catch (cause) {
      if (cause instanceof NephoscopeError) throw cause;
      if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') {
        throw new ProductError(`There is no room in ${tmpdir()} to inflate the ${size} bytes of ${name}.`, {
          file: name,
          remedy: 'Make room, or unpack the zip yourself and choose the .SAFE folder.',
          cause,
        });
      }
      throw damagedInZip(name, cause);
    }
  });
}

/** A source over a part of an open file, which stays open when the source is closed. */
function rangeSource(name: string, size: number, read: ByteSource['read']): ByteSource {
  return {
    name,
    size,
    async read(offset, length) {
      checkRange(name, size, offset, length);
      return read(offset, length);
    },
    async close() {},
  };
}

/** An entry that inflates to other bytes than were put into it. */
class OtherBytes extends Error {}

/** Whether packed bytes are at fault, and not what they are read from or written to. */
function isDamage(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return error instanceof OtherBytes || code === 'ERR_BUFFER_TOO_LARGE' || code.startsWith('Z_');
}

/** Passes a stream on and fails as soon as it has more bytes than the entry, or at its end when it has others. */
function exactly({ uncompressedSize: size, crc32: sum }: Entry) {
  return async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let done = 0;
    let added = 0;
    for await (const piece of source) {
      done += piece.length;
      if (done > size) throw new OtherBytes();
      added = crc32(piece, added);
      yield piece;
    }
    if (done !== size || added !== sum) throw new OtherBytes();
  };
}

/**
 * What damaged bytes inflate to: some more than the entry is to have, or zeros up to there from where they inflate no
 * further. What follows on the damage is sound but shifted where it made some bytes of others.
 */
async function* salvaged(compressed: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let left = size + MAX_SHIFT_BYTES;
  const inflate = createInflateRaw();
  const feeding = pipeline(compressed, inflate).catch(() => undefined);
  try {
    for await (const piece of inflate as AsyncIterable<Uint8Array>) {
      yield piece.subarray(0, left);
      left -= Math.min(left, piece.length);
      if (left === 0) break;
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  await feeding;
  for (left -= MAX_SHIFT_BYTES; left > 0; left -= PIECE_BYTES) yield new Uint8Array(Math.min(left, PIECE_BYTES));
}

/** Runs a piece of work at most once at a time and keeps its result; a failure is forgotten, to be tried again. */
function shareOnce<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = null;
      throw error;
    });
    return result;
  };
}
