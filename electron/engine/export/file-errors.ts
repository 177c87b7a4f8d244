import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
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

/** The nearest folder above a path that is there, and what is wrong with it where nothing can be made in it. */
function whatKeeps(path: string): { readonly folder: string; readonly trouble: ReturnType<typeof troubleOf> } {
  const folder = dirname(path);
  try {
    accessSync(folder, constants.W_OK);
    return { folder, trouble: undefined };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' && dirname(folder) !== folder ? whatKeeps(folder) : { folder, trouble: troubleOf(code) };
  }
}

/** The sentence for an error that a disk or a folder is to blame for, whatever was being written; null for another. */
export function diskError(error: unknown): NephoscopeError | null {
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  // Node says ENOENT where folders are to be made on a read-only disk.
  if (code === 'ENOENT' && syscall === 'mkdir' && path !== undefined) {
    const { folder, trouble } = whatKeeps(path);
    const why = trouble ? `: ${folder} ${trouble.what}.` : '.';
    const remedy = trouble?.remedy ?? 'Choose a folder on a disk that is there and can be written to.';
    return new ExportError(`${path} cannot be made${why}`, { file: path, remedy });
  }
  const trouble = code !== undefined && OF_THE_DISK.has(code) ? troubleOf(code) : undefined;
  if (!trouble) return null;
  const { what, remedy } = trouble;
  const file = path === undefined ? {} : { file: path };
  return new ExportError(`${path ?? 'A file that was being written'} ${what}.`, { ...file, remedy, cause: error });
}
