import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { disk } from '../core/disk.ts';
import { OWNER, OWNER_PATTERN, ownerState } from '../core/owner.ts';
import { LabelError } from './documents.ts';

// While a project is being made there is a hidden file in its folder that tells who makes it. One that is left tells that
// the program was killed: then half a project is there, which is not to be worked on, and can be made anew.

const MARK = new RegExp(`^\\.making-(${OWNER_PATTERN})$`);

/** What stands beside a document while it is written. */
const BESIDE = new RegExp(`\\.(${OWNER_PATTERN}\\.part|lock)$`);

const markOf = (folder: string): string => join(folder, `.making-${OWNER}`);

/** From here on the folder counts as half a project. To be called where it is seen to be empty. */
export async function beginMaking(folder: string): Promise<void> {
  await disk.unlink(markOf(folder));
  await disk.write(markOf(folder), '');
  await disk.syncFolder(folder);
}

/** The project is whole. */
export async function endMaking(folder: string): Promise<void> {
  await disk.syncFolder(folder);
  await disk.unlink(markOf(folder));
}

/** Takes away what this program has begun to make, and the folder itself unless it was there before. */
export async function takeBack(folder: string, names: readonly string[], wasThere: boolean): Promise<void> {
  await removeBegun(folder, names);
  await disk.unlink(markOf(folder));
  if (!wasThere) await rmdir(folder);
}

/**
 * Takes away what killed programs had begun to make.
 * @param names that files and folders of a project have
 * @throws LabelError where another one is at it
 */
export async function clearInterrupted(folder: string, names: readonly string[]): Promise<void> {
  const marks = (await readdir(folder)).filter((name) => MARK.test(name));
  for (const mark of marks) requireDead(folder, mark);
  if (marks.length > 0) await removeBegun(folder, names);
  for (const mark of marks) await disk.unlink(join(folder, mark));
}

/** @throws LabelError where the making of the project was interrupted, or is under way */
export function requireMade(folder: string, entries: readonly string[]): void {
  const mark = entries.find((name) => MARK.test(name));
  if (mark === undefined) return;
  requireDead(folder, mark);
  throw new LabelError(`The making of ${folder} was interrupted: not all of it is there.`, {
    file: folder,
    remedy: 'Make it anew, in the same folder: what was begun is taken away. Nothing was labelled in it yet.',
  });
}

function requireDead(folder: string, mark: string): void {
  if (ownerState(MARK.exec(mark)![1]!) === 'dead') return;
  throw new LabelError(`${folder} is being made by another program.`, {
    file: folder,
    remedy: 'Wait for it to end. If it was ended, on another machine for example, delete the folder and make it anew.',
  });
}

/** Other files are somebody else's, who has put them there since. */
async function removeBegun(folder: string, names: readonly string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!names.includes(entry.name.replace(BESIDE, ''))) continue;
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? disk.remove(path) : disk.unlink(path));
  }
}
