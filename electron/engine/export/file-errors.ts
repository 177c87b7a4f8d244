import { ExportError, NephoscopeError } from '../core/errors.ts';

const EXPLANATIONS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ['is not there (any more)', 'Choose a folder that exists.'],
  ENOTDIR: ['is not a folder', 'Choose a folder.'],
  EACCES: ['may not be written to', 'Choose a folder that you may write to.'],
  EPERM: [
    'may not be written to',
    'Choose a folder that you may write to, and close programs that hold the file open.',
  ],
  EROFS: ['is on a read-only disk', 'Choose a folder on a disk that can be written to.'],
  EBUSY: ['is held open by another program', 'Close the file there and export again.'],
  ENOSPC: ['is on a disk that is full', 'Free some space or choose another folder.'],
  EDQUOT: ['is on a disk where your quota is used up', 'Free some space or choose another folder.'],
  ENAMETOOLONG: ['has a name that is too long for this disk', 'Choose a shorter folder name.'],
  EIO: ['could not be written, the disk reports an error', 'Check the disk or choose another folder.'],
};

/** Turns an error of the operating system about `file` into an {@link ExportError}; others pass through unchanged. */
export function fileSystemError(error: unknown, file: string): unknown {
  if (error instanceof NephoscopeError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const [what, remedy] = EXPLANATIONS[code] ?? [`could not be written (${code})`, 'Choose another folder.'];
  return new ExportError(`${file} ${what}.`, { file, remedy, cause: error });
}

/** Errors of the system that are the disk's or the folder's, not ours. */
const OF_THE_DISK: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO']);

/** The sentence for an error that a disk or a folder is to blame for, whatever was being written; null for another. */
export function diskError(error: unknown): NephoscopeError | null {
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  // Node says ENOENT where folders are to be made on a read-only disk.
  if (code === 'ENOENT' && syscall === 'mkdir' && path !== undefined) {
    const remedy = 'Choose a folder on a disk that is there and can be written to.';
    return new ExportError(`${path} cannot be made.`, { file: path, remedy });
  }
  const explained = code !== undefined && OF_THE_DISK.has(code) && EXPLANATIONS[code];
  if (!explained) return null;
  const [what, remedy] = explained;
  const file = path === undefined ? {} : { file: path };
  return new ExportError(`${path ?? 'A file that was being written'} ${what}.`, { ...file, remedy, cause: error });
}
