import { ExportError, NephoscopeError } from '../core/errors.ts';
import { troubleOf } from '../core/system-errors.ts';

/** Turns an error of the operating system about `file` into an {@link ExportError}; others pass through unchanged. */
export function fileSystemError(error: unknown, file: string): unknown {
  if (error instanceof NephoscopeError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const { what, remedy } = troubleOf(code) ?? {
    what: `could not be written (${code})`,
    remedy: 'Choose another folder.',
  };
  return new ExportError(`${file} ${what}.`, { file, remedy, cause: error });
}

/** Errors of the system that are the disk's or the folder's, not ours. */
const OF_THE_DISK: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ESTALE']);

/** The sentence for an error that a disk or a folder is to blame for, whatever was being written; null for another. */
export function diskError(error: unknown): NephoscopeError | null {
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  // Node says ENOENT where folders are to be made on a read-only disk.
  if (code === 'ENOENT' && syscall === 'mkdir' && path !== undefined) {
    const remedy = 'Choose a folder on a disk that is there and can be written to.';
    return new ExportError(`${path} cannot be made.`, { file: path, remedy });
  }
  const trouble = code !== undefined && OF_THE_DISK.has(code) ? troubleOf(code) : undefined;
  if (!trouble) return null;
  const { what, remedy } = trouble;
  const file = path === undefined ? {} : { file: path };
  return new ExportError(`${path ?? 'A file that was being written'} ${what}.`, { ...file, remedy, cause: error });
}
