import { lstat, mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { disk } from '../../core/disk.ts';
import { sweepParts } from '../../core/left-parts.ts';
import { OWNER } from '../../core/owner.ts';
import { requireOwnPlace } from '../../product/own-place.ts';
import { LabelError } from '../documents.ts';

const REMEDY = 'Choose a folder that is not there yet.';

/** @throws LabelError where something has the name already; ExportError where it lies in a product */
export async function requireFree(folder: string): Promise<void> {
  await requireOwnPlace(folder);
  if ((await lstat(folder).catch(() => null)) !== null)
    throw new LabelError(`${folder} is there already.`, { file: folder, remedy: REMEDY });
}

/**
 * Makes a folder that gets its name when it is whole; what is half-written is taken away.
 * @param write fills the hidden folder that it is given
 * @throws LabelError where something has the name already, before `write` is called, or has it afterwards
 */
export async function writeNewFolder(folder: string, write: (part: string) => Promise<void>): Promise<void> {
  await requireFree(folder);
  await sweepParts(folder);
  const part = join(dirname(folder), `.${basename(folder)}.${OWNER}.part`);
  await disk.remove(part);
  await mkdir(part, { recursive: true });
  try {
    await write(part);
    await rename(part, folder).catch((cause: NodeJS.ErrnoException) => {
      throw new LabelError(`${folder} could not be given its name (${cause.code}).`, {
        file: folder,
        remedy: REMEDY,
        cause,
      });
    });
  } finally {
    await disk.remove(part).catch(() => undefined);
  }
}
