import { createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import { throwIfCancelled } from '../../core/errors.ts';
import { PlainFileError, readPlainFile } from '../../core/plain-file.ts';
import { LabelError } from '../documents.ts';
import type { ExchangeFile, ImportFiles } from './format.ts';

const MOST_FILES = 100_000;
const MOST_BYTES = 512 << 20;
const MOST_TOTAL_BYTES = 4 * 2 ** 30;

/** Files of a folder, or of a zip, to be imported. @throws LabelError, also for a zip whose paths lead out of it */
export async function openImport(path: string, signal?: AbortSignal): Promise<ImportFiles> {
  const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new LabelError(`${path} is not there (${cause.code}).`, {
      file: path,
      remedy: 'Choose a zip or a folder.',
      cause,
    });
  });
  if (stats.isDirectory()) return folderFiles(path, signal);
  return /\.zip$/i.test(path)
    ? zipFiles(path, signal)
    : new Map([[path.split(/[\\/]/).at(-1)!, () => readBounded(path)]]);
}

async function folderFiles(folder: string, signal?: AbortSignal): Promise<ImportFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length > MOST_FILES)
    throw new LabelError(`${folder} holds ${entries.length} files; at most ${MOST_FILES} are read.`, { file: folder });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((path) => [
        path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''),
        () => readBounded(path, signal),
      ]),
  );
}

async function readBounded(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  throwIfCancelled(signal);
  return readPlainFile(path, MOST_BYTES).catch((error: unknown) => {
    throw error instanceof PlainFileError
      ? new LabelError(`${path} ${error.message}.`, { file: path, cause: error })
      : error;
  });
}

async function zipFiles(path: string, signal?: AbortSignal): Promise<ImportFiles> {
  const refuse = (what: string, cause?: unknown) =>
    new LabelError(`${path} ${what}.`, { file: path, remedy: 'Export the annotations again.', cause });
  // yauzl itself refuses absolute paths, drive letters and "..".
  const zip = await yauzl.openPromise(path).catch((cause: unknown) => {
    throw refuse('is no whole zip', cause);
  });
  const files = new Map<string, () => Promise<Uint8Array>>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      throwIfCancelled(signal);
      if (entry.fileName.endsWith('/')) continue;
      total += entry.uncompressedSize;
      if (files.size >= MOST_FILES || total > MOST_TOTAL_BYTES || entry.uncompressedSize > MOST_BYTES)
        throw refuse('holds more than is read of such a file');
      const bytes = await buffer(await zip.openReadStreamPromise(entry));
      files.set(entry.fileName, async () => new Uint8Array(bytes));
    }
  } catch (cause) {
    if (cause instanceof LabelError || signal?.aborted) throw cause;
    throw refuse(`cannot be read (${(cause as Error).message})`, cause);
  } finally {
    zip.close();
  }
  return files;
}

/** Writes files as a zip. */
export async function writeZip(path: string, files: readonly ExchangeFile[]): Promise<void> {
  const zip = new ZipFile();
  for (const { path: name, content } of files) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx' }));
}
