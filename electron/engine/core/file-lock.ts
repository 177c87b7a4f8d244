import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { OWNER, ownerState } from './owner.ts';

const PATIENCE_MILLISECONDS = 5000;
const PAUSE_MILLISECONDS = 15;

/**
 * Runs `work` while no other process that asks for the same lock does. The lock is a file beside `path` that tells its
 * owner; that of a dead process, or one older than a few seconds (nothing that is done under it takes so long), is taken
 * away. Works on network disks, where locks of the operating system may not.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string): Promise<void> {
  for (;;) {
    try {
      await writeFile(lock, OWNER, { flag: 'wx' });
      return;
    } catch (error) {
      // Windows says EPERM of a file that is being removed.
      if (!['EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '') || !(await isThere(lock)))
        throw error;
    }
    if (await isLeft(lock)) await takeAway(lock);
    else await new Promise((wait) => setTimeout(wait, PAUSE_MILLISECONDS));
  }
}

async function isThere(lock: string): Promise<boolean> {
  return stat(lock).then(
    () => true,
    // Gone meanwhile: to be tried again.
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

async function isLeft(lock: string): Promise<boolean> {
  const [owner, stats] = await Promise.all([readFile(lock, 'utf8').catch(() => ''), stat(lock).catch(() => null)]);
  if (stats === null) return false;
  if (owner.includes('-') && ownerState(owner) === 'dead') return true;
  return Date.now() - stats.mtimeMs > PATIENCE_MILLISECONDS;
}

/** By a rename, which of several only one can do. */
async function takeAway(lock: string): Promise<void> {
  const mine = `${lock}.${OWNER}`;
  await rename(lock, mine).then(
    () => rm(mine, { force: true }),
    () => undefined,
  );
}
