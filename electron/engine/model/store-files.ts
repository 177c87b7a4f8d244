import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER_PATTERN, ownerState } from '../core/owner.ts';
import { isDeadLease } from './store-lease.ts';

const STALE_NAME = new RegExp(`\\.(${OWNER_PATTERN})-\\d+\\.tmp$`);

/** What a store says of itself; null where that cannot be read. */
export async function readMeta(path: string): Promise<{ identity: unknown; providers: string[] } | null> {
  try {
    const meta = JSON.parse(await readFile(path, 'utf8'));
    return meta !== null && Array.isArray(meta.providers) ? meta : null;
  } catch {
    return null;
  }
}

/** Removes what a killed process of this machine left half-written. */
export async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (isDeadLease(name)) await rm(join(folder, name), { force: true });
    const owner = STALE_NAME.exec(name)?.[1];
    if (owner !== undefined && ownerState(owner) === 'dead')
      await rm(join(folder, name), { recursive: true, force: true });
  }
}
