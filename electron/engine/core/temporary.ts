import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NephoscopeError } from './errors.ts';
import { OWNER, OWNER_PATTERN, ownerState } from './owner.ts';
import { reasonOf } from './system-errors.ts';

/** No temporary file can be made. */
export class TemporaryFolderError extends NephoscopeError {}

const NAME = new RegExp(`^nephoscope-(${OWNER_PATTERN})-.{6}$`);
const swept = new Set<string>();

/** A new folder in the system's temporary one, for this process alone. @throws TemporaryFolderError */
export async function temporaryFolder(): Promise<string> {
  sweep(tmpdir());
  return mkdtemp(join(tmpdir(), `nephoscope-${OWNER}-`)).catch(refuse);
}

/** The same, at once; elsewhere where that is asked for. */
export function temporaryFolderSync(parent = tmpdir()): string {
  sweep(parent);
  try {
    return mkdtempSync(join(parent, `nephoscope-${OWNER}-`));
  } catch (error) {
    return refuse(error);
  }
}

function refuse(cause: unknown): never {
  const { code = '' } = cause as NodeJS.ErrnoException;
  throw new TemporaryFolderError(`The temporary folder ${tmpdir()} cannot be used: ${reasonOf(code)}.`, {
    remedy: 'Free some space there, or set TMPDIR (TEMP on Windows) to a folder that can be written to.',
    cause,
  });
}

/** Once per process and temporary folder: removes the folders of processes that ended without doing so. */
function sweep(parent: string): void {
  if (swept.has(parent)) return;
  swept.add(parent);
  try {
    for (const name of readdirSync(parent)) {
      const owner = NAME.exec(name)?.[1];
      if (owner !== undefined && ownerState(owner) === 'dead')
        rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 2 });
    }
  } catch {
    // Another user's, or gone meanwhile: the next process tries again.
  }
}
