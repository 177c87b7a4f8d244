import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { aboutFile } from './disk.ts';
import { throwIfCancelled } from './errors.ts';
import { OWNER, OWNER_PATTERN, ownerState } from './owner.ts';

const PATIENCE_MILLISECONDS = 5000;
const PAUSE_MILLISECONDS = 15;
const HEARTBEAT_MILLISECONDS = 1000;
const REFUSALS = 100;

/** A lock as it was seen: whose it is, and its time, which changes with every heartbeat. */
interface Sight {
  readonly owner: string;
  readonly beat: string;
}

let processSignal: AbortSignal | undefined;

/** Ends every wait for a lock in this process when the signal fires: a command that was interrupted takes no further one. */
export function endWaitsOn(signal: AbortSignal): void {
  processSignal = signal;
}

/**
 * Runs `work` while no other process that asks for the same lock does. The lock is a file beside `path` that tells its
 * owner, who touches it every second; that of a dead process, or one that is seen not to be touched for some seconds, is
 * taken away. How long is measured by the clock of the process that waits alone: the file's time may be of another
 * machine's, or of before a clock was set. Works on network disks, where locks of the operating system may not.
 *
 * The lock appears with its owner in it, by a second name for a hidden file. On a disk without second names (FAT) it is
 * made and then written: that of a process which was killed in between tells no owner, and is waited for as that of
 * another machine is.
 * @param signal ends the waiting; `work` is for the caller to end
 * @throws CancelledError; an error of the operating system that names `path`, where no lock can be made
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock, signal).catch((error: unknown) => {
    throw aboutFile(error, path);
  });
  await sweepBeside(lock);
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

/** Takes the lock away where its owner has died, with what killed processes left beside it. */
export async function sweepFileLock(path: string): Promise<void> {
  const lock = `${path}.lock`;
  const seen = await look(lock);
  if (seen && isDead(seen)) await takeAway(lock, seen);
  swept.delete(lock);
  await sweepBeside(lock);
}

/** What is beside a lock while it is taken, or taken away. */
const BESIDE = new RegExp(`^\\.[0-9a-f]{8}\\.(${OWNER_PATTERN})\\.part$`);
const swept = new Set<string>();

/** A free name beside a lock, which tells whose it is. */
function beside(lock: string): string {
  return `${lock}.${randomBytes(4).toString('hex')}.${OWNER}.part`;
}

/** Once per process and lock: removes what processes left that were killed while they took it. */
async function sweepBeside(lock: string): Promise<void> {
  if (swept.has(lock)) return;
  swept.add(lock);
  const [folder, start] = [dirname(lock), basename(lock)];
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = name.startsWith(start) ? BESIDE.exec(name.slice(start.length))?.[1] : undefined;
    if (owner !== undefined && ownerState(owner) === 'dead')
      await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

async function acquire(lock: string, signal?: AbortSignal): Promise<void> {
  let refused = 0;
  let first: { readonly sight: Sight; readonly at: number } | null = null;
  for (;;) {
    throwIfCancelled(signal);
    throwIfCancelled(processSignal);
    try {
      await create(lock);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // Windows says EPERM of a file that is being removed; a disk that takes no file says so for ever.
      if (code === 'EPERM') refused++;
      if (!['EEXIST', 'EPERM'].includes(code) || refused > REFUSALS) throw error;
    }
    const sight = await look(lock);
    if (sight === null) continue;
    if (first === null || !isSame(first.sight, sight)) first = { sight, at: performance.now() };
    const isLeft = isDead(sight) || performance.now() - first.at > PATIENCE_MILLISECONDS;
    if (isLeft && (await takeAway(lock, sight, ++refused > REFUSALS))) refused = 0;
    else await new Promise((wait) => setTimeout(wait, PAUSE_MILLISECONDS));
  }
}

/** Makes the lock with its owner in it, which only one of several can do. @throws EEXIST where it is there */
async function create(lock: string): Promise<void> {
  const hidden = beside(lock);
  try {
    await writeFile(hidden, OWNER, { flag: 'wx' });
    await link(hidden, lock).catch(async (error: NodeJS.ErrnoException) => {
      // On NFS an answer may be lost: two names tell that it was made.
      if ((await stat(hidden)).nlink === 2) return;
      if (error.code === 'EEXIST') throw error;
      await createUnnamed(lock);
    });
  } finally {
    await rm(hidden, { force: true });
  }
}

/** Leaves no lock without an owner where the disk is full. */
async function createUnnamed(lock: string): Promise<void> {
  await writeFile(lock, OWNER, { flag: 'wx' }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.syscall !== 'open') await rm(lock, { force: true });
    throw error;
  });
}

/** What is there now; null where nothing is. Whose it is may be hidden from other users. */
async function look(lock: string): Promise<Sight | null> {
  // Opened first: network disks ask their server then (NFS).
  const owner = await readFile(lock, 'utf8').catch(() => '');
  try {
    const { ino, mtimeNs } = await stat(lock, { bigint: true });
    return { owner, beat: `${ino} ${mtimeNs}` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isSame(one: Sight, other: Sight): boolean {
  return one.owner === other.owner && one.beat === other.beat;
}

function isDead({ owner }: Sight): boolean {
  return owner.includes('-') && ownerState(owner) === 'dead';
}

/**
 * By a rename, which of several only one can do. A lock that was left and renewed meanwhile is put back. False where it
 * cannot be renamed: another user's in a folder where each may remove his own alone, or open for a moment (Windows).
 */
async function takeAway(lock: string, seen: Sight, mustWork = false): Promise<boolean> {
  const mine = beside(lock);
  try {
    await rename(lock, mine);
  } catch (error) {
    if (mustWork && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
  const taken = await look(mine);
  if (taken && !isSame(taken, seen))
    await link(mine, lock).catch(() => copyFile(mine, lock, constants.COPYFILE_EXCL).catch(() => undefined));
  await rm(mine, { force: true });
  return true;
}
