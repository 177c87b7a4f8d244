import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** A path is no file that can be read. The message continues "FILE ...". */
export class PlainFileError extends Error {}

/** Does not wait for the other end of a named pipe; means nothing for files. Windows has no such flag. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading: a plain one, so that nothing waits for a pipe or reads a device for ever. The one way to files
 * that the user names.
 * @throws PlainFileError
 */
export async function openPlainFile(path: string): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  const handle = await open(path, READ).catch((cause: NodeJS.ErrnoException) => {
    throw new PlainFileError(WORDS[cause.code ?? ''] ?? `cannot be opened (${cause.code ?? cause.message})`, { cause });
  });
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, size: stats.size };
  await handle.close();
  throw new PlainFileError(`is ${kindOf(stats)}, not a file`);
}

/**
 * Reads a whole plain file. Files that the system makes up (`/proc`) say that they are empty, and count as that.
 * @throws PlainFileError also where it is larger than `limit` bytes, which is told before it is read
 */
export async function readPlainFile(path: string, limit: number): Promise<Buffer<ArrayBuffer>> {
  const { handle, size } = await openPlainFile(path);
  try {
    if (size > limit) throw new PlainFileError(`has ${size} bytes; at most ${limit} are read`);
    const bytes = Buffer.alloc(size);
    let done = 0;
    while (done < size) {
      const { bytesRead } = await handle.read(bytes, done, size - done, done);
      if (bytesRead === 0) throw new PlainFileError(`ended at byte ${done} while it was being read`);
      done += bytesRead;
    }
    return bytes;
  } catch (cause) {
    if (cause instanceof PlainFileError) throw cause;
    throw new PlainFileError(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? cause})`, { cause });
  } finally {
    await handle.close();
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be read by you',
  EPERM: 'may not be read by you',
  ELOOP: 'is a link that leads to itself',
  // What opening a socket, or a pipe or device without another end, answers.
  ENXIO: 'is a socket or a device, not a file',
  EMFILE: 'cannot be opened: too many files are open already (raise the limit, "ulimit -n")',
  ENFILE: 'cannot be opened: too many files are open on this machine',
};

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}
