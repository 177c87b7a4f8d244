import { open, stat } from 'node:fs/promises';
import yauzl from 'yauzl';
import { ProductError } from '../core/errors.ts';
import { stampOf } from './content-key.ts';
import { type FileTree, isLitter, MAX_FILES } from './files.ts';
import { directoryProblem, readDirectory } from './zip-directory.ts';
import { zipEntry } from './zip-entry.ts';
import { scratchFiles } from './zip-scratch.ts';

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
