import { mkdir } from 'node:fs/promises';
import { diskError, fileSystemError } from '../engine/export/file-errors.ts';
import { requireOwnPlace } from '../engine/product/own-place.ts';

/** Makes the folder that is written into. @throws ExportError, also where it lies in a product */
export async function makeFolder(folder: string): Promise<void> {
  await requireOwnPlace(folder);
  await mkdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    // Where a file has the name of the folder, or of one above it.
    if (cause.code === 'EEXIST') cause.code = 'ENOTDIR';
    throw diskError(cause) ?? fileSystemError(cause, folder);
  });
}
