import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { disk } from '../core/disk.ts';
import { isAbandoned, OWNER, OWNER_PATTERN } from '../core/owner.ts';
import { fileSystemError } from '../export/file-errors.ts';
import { requireReadable } from './folder-access.ts';
import type { Lease } from './lease.ts';
import { type AttemptResult, readResult, resultText } from './result.ts';
import { indexName, type RunFolder } from './run-folder.ts';

/** A result that is being written down, with the tag of its writer. */
const RESULT_OF = new RegExp(`\\.json\\.(${OWNER_PATTERN})$`);

/** Lies beside a product's masks and says what they are; it came with them, in one rename. */
export const RESULT_FILE = 'result.json';

/**
 * What was made of a product with these settings, where all of it is there; else null.
 * @throws RunError where it may not be read: it is not to be taken for one that is still to be made
 */
export async function wholeOutput(folder: RunFolder, id: string, hash: string): Promise<AttemptResult | null> {
  const home = join(folder.masks, id);
  await requireReadable(join(home, RESULT_FILE));
  const result = await readResult(join(home, RESULT_FILE));
  if (result?.kind !== 'done' || result.hash !== hash || result.id !== id) return null;
  const sizes = await Promise.all(
    result.files.map(({ name }) =>
      stat(join(home, name)).then(
        ({ size }) => size,
        () => -1,
      ),
    ),
  );
  return sizes.every((size, k) => size === result.files[k]!.bytes) ? result : null;
}

/**
 * Brings files from the scratch disk to the shared one, into a hidden folder, and gives that its name in one step: a
 * product's masks are there as a whole, or not at all.
 * @returns false where the lease was lost meanwhile; then nothing was published
 * @throws ExportError
 */
export async function publish(
  folder: RunFolder,
  { files, result, lease }: { files: readonly string[]; result: AttemptResult; lease: Lease },
): Promise<boolean> {
  const staged = join(folder.staging, `${indexName(result.index)}-${OWNER}`);
  const home = join(folder.masks, result.id);
  try {
    await mkdir(folder.staging, { recursive: true });
    await mkdir(folder.masks, { recursive: true });
    await disk.remove(staged);
    await disk.mkdir(staged);
    for (const file of files) {
      await copyFile(file, join(staged, basename(file)));
      await disk.sync(join(staged, basename(file)));
    }
    await disk.write(join(staged, RESULT_FILE), resultText(result));
    await disk.syncFolder(staged);
    if (!(await lease.isOurs())) return false;
    await removeOld(folder, home, result.index);
    await disk.rename(staged, home);
    await disk.syncFolder(folder.masks);
    return true;
  } catch (error) {
    throw fileSystemError(error, home);
  } finally {
    await disk.remove(staged).catch(() => undefined);
  }
}

/**
 * Removes what killed workers left of a product on the shared disk. To be called with its lease; what another worker
 * writes down without it, that a third one died or what a killed one had published, stays.
 */
export async function sweepStaging(folder: RunFolder, index: number): Promise<void> {
  const names = await readdir(folder.staging).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${indexName(index)}-`)) continue;
    const path = join(folder.staging, name);
    const probe = join(folder.staging, `${indexName(index)}-clock-${randomBytes(4).toString('hex')}`);
    const writer = RESULT_OF.exec(name)?.[1] ?? OWNER;
    if (writer === OWNER || (await isAbandoned(path, writer, probe))) await disk.remove(path).catch(() => undefined);
  }
}

/** What is there under the name and is not whole, or was made otherwise, goes: under a hidden name first. */
async function removeOld(folder: RunFolder, home: string, index: number): Promise<void> {
  if ((await stat(home).catch(() => null)) === null) return;
  const aside = join(folder.staging, `${indexName(index)}-${OWNER}.old`);
  await disk.rename(home, aside);
  await disk.remove(aside);
}
