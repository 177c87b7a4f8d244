import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskNow } from '../core/disk-clock.ts';
import { OWNER, OWNER_PATTERN, ownerState } from '../core/owner.ts';

// Who uses a store leaves a file in it that says so, `lease-OWNER`, and touches it as it goes on: pruning, by whichever
// program on whichever machine, takes no store whose lease is fresh. No lock of the operating system: those fail on
// network disks.

const LEASE = new RegExp(`^lease-(${OWNER_PATTERN})$`);
const TOUCH_MILLISECONDS = 60_000;
/** Nobody looked at the store for so long: its owner may be alive, but is done with it. */
const STALE_MILLISECONDS = 6 * 3600_000;
/** When, by a clock that nobody sets. */
const touched = new Map<string, number>();
let probes = 0;

/** Says that this process uses a store. Where nothing can be written nobody can prune either. */
export async function holdStore(folder: string): Promise<void> {
  const now = performance.now();
  if (now - (touched.get(folder) ?? Number.NEGATIVE_INFINITY) < TOUCH_MILLISECONDS) return;
  touched.set(folder, now);
  // Written, not given a time: the disk's clock sets that, whatever this machine's says.
  await writeFile(join(folder, `lease-${OWNER}`), '\n').catch(() => touched.delete(folder));
}

/** Forgets that a store was said to be in use: its folder is gone. */
export function forgetLease(folder: string): void {
  touched.delete(folder);
}

/** Whether a process that may be alive has used the store lately. */
export async function isInUse(folder: string): Promise<boolean> {
  const probe = join(folder, `clock.${OWNER}-${probes++}.tmp`);
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = LEASE.exec(name)?.[1];
    if (owner === undefined || ownerState(owner) === 'dead') continue;
    const lease = await stat(join(folder, name)).catch(() => null);
    if (lease === null) continue;
    // By the disk's own clock; one far ahead, from before that was set, would stand for as long as that is.
    const now = (await diskNow(probe)) ?? Date.now();
    if (Math.abs(now - lease.mtimeMs) < STALE_MILLISECONDS) return true;
  }
  return false;
}

/** Whether a file in a store is the lease of a process that is dead. */
export function isDeadLease(name: string): boolean {
  const owner = LEASE.exec(name)?.[1];
  return owner !== undefined && ownerState(owner) === 'dead';
}
