import { createWriteStream } from 'node:fs';
import { type FileHandle, open, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { ByteSource } from '../core/bytes.ts';
import { NephoscopeError, ProductError } from '../core/errors.ts';
import { temporaryFolder } from '../core/temporary.ts';
import { checkRange, memorySource, readExactly } from './byte-source.ts';
import { stampOf } from './content-key.ts';
import { type FileEntry, type FileTree, headOf, isLitter, MAX_FILES } from './files.ts';

const inflateRaw = promisify<InputType, ZlibOptions, Buffer>(inflateRawCallback);

const STORED = 0;
const DEFLATED = 8;
/** The largest file of a product, a 10 m band, has some 150 MB. */
const MAX_INFLATED_BYTES = 1 << 30;
/** All deflated entries together: the largest products, old ones of 15 granules, have some 8 GB. */
const MAX_TOTAL_BYTES = 2 ** 34;
/** Metadata deflates to a twentieth; image files hardly at all. */
const MAX_RATIO = 200;
const RATIO_FREE_BYTES = 1 << 20;
const MAX_IN_MEMORY_BYTES = 8 << 20;
/** Room that others may need meanwhile. */
const SPARE_BYTES = 64 << 20;
const LOCAL_HEADER_BYTES = 30;
const PIECE_BYTES = 1 << 20;
/** Deflated data may be longer than what it inflates to, by a few bytes per block. */
const HEAD_EXTRA_BYTES = 1024;

/** A zip whose central directory has been read. */
interface OpenZip {
  readonly zip: ZipFile;
  readonly handle: FileHandle;
  readonly path: string;
  readonly size: number;
  readonly stamp: string;
}

/**
 * Lists a zip without unpacking it. Stored entries are read in place; a deflated one is inflated when it is opened,
 * to memory or, above 8 MiB, to a nameless temporary file that its readers share until `close`.
 *
 * @throws ProductError when the zip is damaged, encrypted, holds more than {@link MAX_FILES} entries, paths that lead
 *   out of it, entries that share bytes, or entries that inflate beyond measure, each or together
 */
export async function openZip(path: string): Promise<FileTree> {
  const refuse = (what: string, cause?: unknown) =>
    new ProductError(`${path} ${what}.`, {
      file: path,
      remedy: 'Download the zip again, or unpack it and choose the .SAFE folder.',
      ...(cause === undefined ? {} : { cause }),
    });
  const zip = await yauzl.openPromise(path, { autoClose: false, validateEntrySizes: true }).catch((cause: unknown) => {
    throw refuse('is not a whole zip: its list of files cannot be read', cause);
  });
  const handle = await open(path, 'r');
  const close = async () => {
    zip.close();
    await handle.close();
  };
  try {
    if (zip.entryCount > MAX_FILES) throw refuse(`holds ${zip.entryCount} entries; at most ${MAX_FILES} are read`);
    const entries = await readDirectory(zip).catch((cause: unknown) => {
      throw refuse(`has a damaged list of files (${cause instanceof Error ? cause.message : cause})`, cause);
    });
    const stats = await handle.stat({ bigint: true });
    const [size, stamp] = [Number(stats.size), stampOf(stats)];
    const problem = directoryProblem(entries, size);
    if (problem !== null) throw refuse(problem);
    const scratch = scratchFiles();
    const files = entries
      .filter((entry) => !entry.fileName.endsWith('/') && !isLitter(entry.fileName))
      .map((entry) => zipEntry({ zip, handle, path, size, stamp }, entry, scratch))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return {
      kind: 'zip',
      name: path,
      entries: files,
      notes: [],
      async stamps() {
        const now = await stat(path, { bigint: true }).then(stampOf, () => null);
        return new Map(now === stamp ? files.map((file) => [file.path, file.stamp]) : []);
      },
      async close() {
        await close();
        await scratch.close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function readDirectory(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > MAX_FILES) reject(new Error(`more than ${MAX_FILES} entries`));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** What makes a list of entries unfit to be read, in words that continue "FILE ..."; null where nothing does. */
function directoryProblem(entries: readonly Entry[], size: number): string | null {
  const taken = entries
    .map((entry) => ({
      name: entry.fileName,
      start: entry.relativeOffsetOfLocalHeader,
      end: entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize,
    }))
    .sort((a, b) => a.start - b.start);
  for (const [k, { name, end }] of taken.entries()) {
    const next = taken[k + 1];
    if (end > size) return `is truncated: ${name} would end at byte ${end} of ${size}`;
    if (next && next.start < end) return `is malformed: ${name} and ${next.name} share bytes`;
  }
  let total = 0;
  for (const entry of entries) {
    if (entry.isEncrypted()) return `is encrypted (${entry.fileName})`;
    const { fileName, compressedSize, uncompressedSize } = entry;
    if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
      return `uses compression method ${entry.compressionMethod} (${fileName}), which is not supported`;
    }
    if (entry.compressionMethod === STORED && compressedSize !== uncompressedSize) {
      return `is malformed: ${fileName} is stored with two sizes, ${compressedSize} and ${uncompressedSize} bytes`;
    }
    const isDeflated = entry.compressionMethod === DEFLATED;
    const isBomb = uncompressedSize > RATIO_FREE_BYTES && uncompressedSize > MAX_RATIO * compressedSize;
    if (isDeflated && (isBomb || uncompressedSize > MAX_INFLATED_BYTES)) {
      return `is refused: ${fileName} would inflate from ${compressedSize} to ${uncompressedSize} bytes`;
    }
    if (isDeflated) total += uncompressedSize;
    if (total > MAX_TOTAL_BYTES) return `is refused: its files would inflate to more than ${MAX_TOTAL_BYTES} bytes`;
  }
  return null;
}

/** Files in the system's temporary folder that exist only as open handles, so that a killed program leaves none. */
interface Scratch {
  /** Lets `write` fill a file and gives it, opened for reading. */
  store(write: (path: string) => Promise<void>): Promise<FileHandle>;
  close(): Promise<void>;
}

function scratchFiles(): Scratch {
  const handles: FileHandle[] = [];
  return {
    async store(write) {
      const folder = await temporaryFolder();
      try {
        const path = join(folder, 'entry');
        await write(path);
        const handle = await open(path, 'r');
        handles.push(handle);
        return handle;
      } finally {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      }
    },
    async close() {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

function zipEntry(archive: OpenZip, entry: Entry, scratch: Scratch): FileEntry {
  const { zip, handle, path, size: zipSize } = archive;
  const name = `${path}!/${entry.fileName}`;
  const { compressedSize, uncompressedSize: size } = entry;
  const isStored = entry.compressionMethod === STORED;

  const dataStart = shareOnce(async () => {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true }).catch((cause: unknown) => {
      throw damaged(name, cause);
    });
    if (fileDataStart + compressedSize > zipSize) throw damaged(name);
    return fileDataStart;
  });

  /** The compressed bytes, piece by piece. */
  async function* compressed(): AsyncGenerator<Uint8Array> {
    const start = await dataStart();
    for (let offset = 0; offset < compressedSize; offset += PIECE_BYTES) {
      yield await readExactly(handle, name, start + offset, Math.min(PIECE_BYTES, compressedSize - offset));
    }
  }

  const inflated = shareOnce(async (): Promise<() => Promise<ByteSource>> => {
    try {
      if (size <= MAX_IN_MEMORY_BYTES) {
        const raw = await readExactly(handle, name, await dataStart(), compressedSize);
        const bytes = await inflateRaw(raw, { maxOutputLength: size + 1 });
        if (bytes.length !== size || crc32(bytes) !== entry.crc32) throw damaged(name);
        return async () => memorySource(name, bytes);
      }
      const file = await withRoom(name, size, () =>
        scratch.store((target) =>
          pipeline(compressed(), createInflateRaw(), exactly(size, name), createWriteStream(target)),
        ),
      );
      return async () => rangeSource(file, name, 0, size);
    } catch (cause) {
      if (cause instanceof NephoscopeError) throw cause;
      if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') {
        throw new ProductError(`There is no room in ${tmpdir()} to inflate the ${size} bytes of ${name}.`, {
          file: name,
          remedy: 'Make room, or unpack the zip yourself and choose the .SAFE folder.',
          cause,
        });
      }
      throw damaged(name, cause);
    }
  });

  async function openEntry(): Promise<ByteSource> {
    if (!isStored) return (await inflated())();
    return rangeSource(handle, name, await dataStart(), size);
  }

  return {
    path: entry.fileName,
    size,
    stamp: `${archive.stamp} ${entry.relativeOffsetOfLocalHeader} ${compressedSize} ${entry.crc32}`,
    randomAccess: isStored,
    open: openEntry,
    async head(length) {
      if (isStored) return headOf(openEntry, length);
      const raw = await readExactly(
        handle,
        name,
        await dataStart(),
        Math.min(compressedSize, length + HEAD_EXTRA_BYTES),
      );
      const bytes = await inflateRaw(raw, { finishFlush: constants.Z_SYNC_FLUSH }).catch((cause: unknown) => {
        throw damaged(name, cause);
      });
      return bytes.subarray(0, Math.min(length, size));
    },
  };
}

/** Bytes that are being inflated to the temporary folder, by all of this process. */
let underWay = 0;

/** Inflates only what the temporary folder has room for beside what is being inflated already. */
async function withRoom<T>(name: string, size: number, inflate: () => Promise<T>): Promise<T> {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize <= underWay + size + SPARE_BYTES) {
    throw new ProductError(`${tmpdir()} has ${bavail * bsize} bytes left; ${name} would inflate to ${size}.`, {
      file: name,
      remedy: 'Make room, or unpack the zip yourself and choose the .SAFE folder.',
    });
  }
  underWay += size;
  try {
    return await inflate();
  } finally {
    underWay -= size;
  }
}

/** A source over a part of an open file, which stays open when the source is closed. */
function rangeSource(handle: FileHandle, name: string, start: number, size: number): ByteSource {
  return {
    name,
    size,
    async read(offset, length) {
      checkRange(name, size, offset, length);
      return readExactly(handle, name, start + offset, length);
    },
    async close() {},
  };
}

function damaged(name: string, cause?: unknown): ProductError {
  return new ProductError(`${name} is damaged and cannot be unpacked.`, {
    file: name,
    remedy: 'Download the zip again.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Passes a stream on and fails as soon as it has more than `size` bytes, or at its end when it has fewer. */
function exactly(size: number, name: string) {
  return async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const piece of source) {
      done += piece.length;
      if (done > size) throw damaged(name);
      yield piece;
    }
    if (done !== size) throw damaged(name);
  };
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
