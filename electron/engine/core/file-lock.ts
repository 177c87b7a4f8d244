import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { OWNER, ownerState } from './owner.ts';

const PATIENCE_MILLISECONDS = 5000;
const PAUSE_MILLISECONDS = 15;
const HEARTBEAT_MILLISECONDS = 1000;
const REFUSALS = 100;

/**
 * Runs `work` while no other process that asks for the same lock does. The lock is a file beside `path` that tells its
 * owner, who touches it every second; that of a dead process, or one that was not touched for some seconds, is taken
 * away. Works on network disks, where locks of the operating system may not.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock);
  const beating = setInterval(() => {
    const now = new Date();
    void utimes(lock, now, now).catch(() => undefined);
  }, HEARTBEAT_MILLISECONDS).unref();
  try {
    return await work();
  } finally {
    clearInterval(beating);
    // Whoever found this process asleep too long has taken the lock, which is theirs then.
    if ((await readFile(lock, 'utf8').catch(() => OWNER)) === OWNER) await rm(lock, { force: true });
  }
}

/** Takes the lock away where its owner has died. */
export async function sweepFileLock(path: string): Promise<void> {
  const lock = `${path}.lock`;
  if (await isLeft(lock)) await takeAway(lock);
}

async function acquire(lock: string): Promise<void> {
  let refused = 0;
  for (;;) {
    try {
      await create(lock);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // Windows says EPERM of a file that is being removed; a disk that takes no file says so for ever.
      if (code === 'EPERM') refused++;
      if (!['EEXIST', 'EPERM'].includes(code) || refused > REFUSALS || !(await isThere(lock))) throw error;
    }
    if (await isLeft(lock)) await takeAway(lock);
    else await new Promise((wait) => setTimeout(wait, PAUSE_MILLISECONDS));
  }
}

/** Leaves no lock without an owner where the disk is full. */
async function create(lock: string): Promise<void> {
  const handle = await open(lock, 'wx');
  try {
    await handle.writeFile(OWNER);
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(lock, { force: true });
    throw error;
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

/** By a rename, which of several only one can do. A lock that was left and renewed meanwhile is put back. */
async function takeAway(lock: string): Promise<void> {
  const mine = `${lock}.${OWNER}`;
  await rename(lock, mine).then(
    async () => {
      if (!(await isLeft(mine))) await link(mine, lock).catch(() => undefined);
      await rm(mine, { force: true });
    },
    () => undefined,
  );
}
