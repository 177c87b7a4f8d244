import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { disk } from './disk.ts';
import { OWNER_PATTERN, ownerState } from './owner.ts';

const PART = new RegExp(`^\\.?(.+)\\.(${OWNER_PATTERN})\\.part$`);

/**
 * Removes what killed programs left of a file or folder that they were writing: `NAME.OWNER.part` beside it, hidden or
 * not. That of a program that runs, or may run on another machine, stays; what cannot be removed is by the next one.
 */
export async function sweepParts(path: string): Promise<void> {
  const folder = dirname(path);
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const [, name, owner] = PART.exec(entry.name) ?? [];
    if (name !== basename(path) || owner === undefined || ownerState(owner) !== 'dead') continue;
    const left = join(folder, entry.name);
    await (entry.isDirectory() ? disk.remove(left) : disk.unlink(left)).catch(() => undefined);
  }
}

const swept = new Set<string>();

/** The same of a file that is written again and again: the first time in this process. */
export async function sweepPartsOnce(path: string): Promise<void> {
  if (swept.has(path)) return;
  swept.add(path);
  await sweepParts(path);
}
