import { mkdir } from 'node:fs/promises';
import { diskError, fileSystemError } from '../engine/export/file-errors.ts';

/** Makes the folder that is written into. @throws ExportError */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    // Where a file has the name of the folder, or of one above it.
    if (cause.code === 'EEXIST') cause.code = 'ENOTDIR';
    throw diskError(cause) ?? fileSystemError(cause, folder);
  });
}
