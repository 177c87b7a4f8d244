import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import yauzl from 'yauzl';
import type { ByteSource } from '../core/bytes.ts';
import { ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';
import { stampOf } from './content-key.ts';
import { type FileTree, isLitter, MAX_FILES } from './files.ts';
import { directoryProblem, GET_ANEW, readDirectory } from './zip-directory.ts';
import { zipEntry } from './zip-entry.ts';
import { scratchFiles } from './zip-scratch.ts';

/**
 * Lists a zip without unpacking it. Stored entries are read in place; a deflated one is inflated when it is opened,
 * to memory or, above 8 MiB, to a nameless temporary file that its readers share until `close`. Of a damaged JPEG 2000
 * file what can be inflated is, so that it is read around the damage as elsewhere.
 *
 * @throws ProductError when the zip is damaged, encrypted, holds more than {@link MAX_FILES} entries, paths that lead
 *   out of it, entries that share bytes, or entries that inflate beyond measure, each or together
 */
export async function openZip(path: string): Promise<FileTree> {
  const source = await openFile(path);
  try {
    const stampNow = () => stat(path, { bigint: true }).then(stampOf, () => null);
    return await openZipSource(source, (await stampNow()) ?? '', stampNow);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * The same of a zip that lies anywhere; it owns the source and closes it.
 *
 * @param stampNow tells whether the zip has changed since; absent where it comes over the network, where that costs time
 */
export async function openZipSource(
  source: ByteSource,
  stamp: string,
  stampNow?: () => Promise<string | null>,
): Promise<FileTree> {
  const { name: path, size } = source;
  const refuse = (what: string, cause?: unknown, remedy = GET_ANEW) =>
    new ProductError(`${path} ${what}.`, {
      file: path,
      remedy,
      ...(cause === undefined ? {} : { cause }),
    });
  const reader = zipReader(source);
  const zip = await yauzl
    .fromRandomAccessReaderPromise(reader, size, { autoClose: false, validateEntrySizes: true })
    .catch((cause: unknown) => {
      throw refuse('is not a whole zip: its list of files cannot be read', cause);
    });
  if (zip.entryCount > MAX_FILES) throw refuse(`holds ${zip.entryCount} entries; at most ${MAX_FILES} are read`);
  const entries = await readDirectory(zip).catch((cause: unknown) => {
    throw refuse(`has a damaged list of files (${cause instanceof Error ? cause.message : cause})`, cause);
  });
  const problem = directoryProblem(entries, size);
  if (problem !== null) throw refuse(problem.what, undefined, problem.remedy);
  const scratch = scratchFiles();
  const files = entries
    .filter((entry) => !entry.fileName.endsWith('/') && !isLitter(entry.fileName))
    .map((entry) => ({
      ...zipEntry({ zip, source, stamp }, entry, scratch),
      ...(stampNow ? {} : { randomAccess: false }),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    kind: 'zip',
    isRemote: stampNow === undefined,
    name: path,
    entries: files,
    notes: [],
    async stamps() {
      const now = stampNow ? await stampNow() : stamp;
      return new Map(now === stamp ? files.map((file) => [file.path, file.stamp]) : []);
    },
    async close() {
      zip.close();
      await source.close();
      await scratch.close();
    },
  };
}

/** What yauzl reads from. */
function zipReader(source: ByteSource): yauzl.RandomAccessReader {
  class Reader extends yauzl.RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(
        (async function* () {
          yield await source.read(start, end - start);
        })(),
      );
    }
  }
  return new Reader();
}
