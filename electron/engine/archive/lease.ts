import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { aboutFile, disk } from '../core/disk.ts';
import { diskNow } from '../core/disk-clock.ts';
import { isAbandoned, OWNER, OWNER_PATTERN, ownerState } from '../core/owner.ts';
import { listFolder } from './folder-access.ts';
import { indexName, type RunFolder } from './run-folder.ts';

/** A lease of another machine counts as left when its heart has not beaten for so long; disks cache times for a minute. */
export const STALE_MILLISECONDS = 180_000;
const BEAT_MILLISECONDS = 20_000;

const leaseSchema = z.object({
  index: z.number().int(),
  owner: z.string(),
  host: z.string(),
  process: z.number().int(),
  /** What started the worker, where an engine did: its id, and how often it was started before. */
  job: z.string().nullable(),
  restarts: z.number().int(),
  startedAt: z.string(),
});

/** Who works on a product. */
export type LeaseHolder = Readonly<z.infer<typeof leaseSchema>>;

/** The right to work on a product, which one worker has at a time. */
export interface Lease {
  /** Whether it is still ours: another worker takes it when this one was asleep for minutes. */
  isOurs(): Promise<boolean>;
  release(): Promise<void>;
}

export interface LeaseState {
  readonly index: number;
  /** Null where its worker died between making and writing it. */
  readonly holder: LeaseHolder | null;
  readonly isLeft: boolean;
}

/** The engine's name for this worker, and how often it was started before. */
export function engineJob(env: NodeJS.ProcessEnv = process.env): { job: string | null; restarts: number } {
  const { SLURM_ARRAY_JOB_ID, SLURM_ARRAY_TASK_ID, SLURM_RESTART_COUNT } = env;
  if (!SLURM_ARRAY_JOB_ID) return { job: null, restarts: 0 };
  return {
    job: `slurm ${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID ?? ''}`,
    restarts: Number(SLURM_RESTART_COUNT ?? 0),
  };
}

/**
 * Takes the lease of a product, or tells who has it. A file that only one can make (`O_EXCL`, sound on NFS from version
 * 3 on and on Lustre) is the lease; its time, set by the disk's own clock, is the heartbeat. That of a dead worker is
 * taken away by a rename, which only one of several can do.
 * @param onDead told of each worker that is found to have died, before its lease is taken
 * @throws an error of the operating system that names the folder of the leases, where none can be made
 */
export async function takeLease(
  folder: RunFolder,
  index: number,
  onDead: (holder: LeaseHolder | null) => Promise<void>,
): Promise<Lease | LeaseHolder> {
  const path = leasePath(folder, index);
  const mine: LeaseHolder = {
    index,
    owner: OWNER,
    host: hostname(),
    process: process.pid,
    ...engineJob(),
    startedAt: new Date().toISOString(),
  };
  await mkdir(folder.leases, { recursive: true });
  for (;;) {
    const isOurs = await create(path, `${JSON.stringify(mine)}\n`).catch((error: unknown) => {
      throw aboutFile(error, folder.leases);
    });
    if (isOurs) {
      await sweepBeside(folder, index);
      return holdLease(path);
    }
    const state = await stateOf(folder, path, index);
    if (state === null) continue;
    if (!state.isLeft) return state.holder ?? { ...mine, owner: '', host: 'another worker' };
    const aside = `${path}.left-${OWNER}`;
    const isMine = await rename(path, aside).then(
      () => true,
      () => false,
    );
    if (!isMine) continue;
    const taken = parseHolder(await readFile(aside, 'utf8').catch(() => ''));
    // Another worker was quicker, and this is its new one: it gets it back.
    if (taken?.owner !== state.holder?.owner) await link(aside, path).catch(() => undefined);
    else await onDead(taken);
    await disk.unlink(aside);
  }
}

/** What workers that were killed while they took this lease, or looked at it, left beside it. */
const HALF_TAKEN = new RegExp(`\\.json\\.(?:new|left|clock)-(${OWNER_PATTERN})(?:-[0-9a-f]{8})?$`);

/** Removes that; to be called by who holds the lease. */
async function sweepBeside(folder: RunFolder, index: number): Promise<void> {
  for (const name of await readdir(folder.leases).catch(() => [])) {
    const owner = name.startsWith(`${indexName(index)}.`) ? HALF_TAKEN.exec(name)?.[1] : undefined;
    if (owner !== undefined && (await isAbandoned(join(folder.leases, name), owner, clockProbe(folder, index))))
      await disk.remove(join(folder.leases, name)).catch(() => undefined);
  }
}

/** A free name by which the disk tells its time; left there by a kill, it goes with what else was left of the lease. */
const clockProbe = (folder: RunFolder, index: number): string =>
  `${leasePath(folder, index)}.clock-${OWNER}-${randomBytes(4).toString('hex')}`;

/**
 * Makes a file with its whole text, which only one of several can do; false where it is there. By a second name for a
 * hidden file, where the disk has such a thing, so that a kill leaves no lease without its holder.
 */
async function create(path: string, text: string): Promise<boolean> {
  const hidden = `${path}.new-${OWNER}-${randomBytes(4).toString('hex')}`;
  try {
    await disk.write(hidden, text);
    const isMade = await link(hidden, path).then(
      () => true,
      // On NFS an answer may be lost: two names tell that it was made. Null where the disk has no second names.
      async (error: NodeJS.ErrnoException) =>
        (await stat(hidden)).nlink === 2 || (error.code === 'EEXIST' ? false : null),
    );
    if (isMade !== null) return isMade;
  } finally {
    await disk.unlink(hidden);
  }
  return disk.write(path, text).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

export function isLease(taken: Lease | LeaseHolder): taken is Lease {
  return 'release' in taken;
}

/** All leases that there are. */
export async function listLeases(folder: RunFolder): Promise<readonly LeaseState[]> {
  const names = await listFolder(folder.leases);
  const states = names
    .filter((name) => /^\d{7}\.json$/.test(name))
    .map((name) => stateOf(folder, join(folder.leases, name), Number.parseInt(name, 10)));
  return (await Promise.all(states)).filter((state) => state !== null);
}

function leasePath(folder: RunFolder, index: number): string {
  return join(folder.leases, `${indexName(index)}.json`);
}

function holdLease(path: string): Lease {
  const text = readFile(path, 'utf8');
  const isOurs = async () => (await readFile(path, 'utf8').catch(() => '')) === (await text);
  const beat = async (): Promise<void> => {
    if (!(await isOurs())) return;
    // The same first byte again: the disk's clock sets the time, whatever this machine's says.
    const handle = await open(path, 'r+');
    await handle.write('{', 0).finally(() => handle.close());
  };
  const beating = setInterval(() => void beat().catch(() => undefined), BEAT_MILLISECONDS).unref();
  return {
    isOurs,
    async release() {
      clearInterval(beating);
      if (await isOurs()) await disk.unlink(path);
    },
  };
}

async function stateOf(folder: RunFolder, path: string, index: number): Promise<LeaseState | null> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return null;
  const holder = parseHolder(await readFile(path, 'utf8').catch(() => ''));
  return { index, holder, isLeft: await isLeft(holder, stats.mtimeMs, clockProbe(folder, index)) };
}

async function isLeft(holder: LeaseHolder | null, beatAt: number, probe: string): Promise<boolean> {
  if (holder) {
    const { job, restarts } = engineJob();
    // The engine has started the very same task again: what it started before has ended.
    if (job !== null && holder.job === job && holder.restarts < restarts) return true;
    const state = ownerState(holder.owner);
    if (state !== 'unknown') return state === 'dead';
  }
  // Also one of the future: the disk's clock was set back since its last beat, and the next one would tell the time of now.
  const now = await diskNow(probe);
  // Where nothing can be written the lease is only looked at.
  return Math.abs((now ?? Date.now()) - beatAt) > STALE_MILLISECONDS;
}

function parseHolder(text: string): LeaseHolder | null {
  try {
    return leaseSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
