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
