import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER, OWNER_PATTERN, ownerState } from '../core/owner.ts';
import { isInUse } from './store-lease.ts';

/** What pruning did. */
export interface PruneResult {
  readonly removed: readonly string[];
  readonly bytesKept: number;
}

interface StoreOnDisk {
  readonly folder: string;
  readonly bytes: number;
  readonly usedMilliseconds: number;
}

/** Bytes that the probabilities of all products together may take. */
export const STORE_BYTES = 20 * 2 ** 30;
const STORE = /^[0-9a-f]{32}$/;
const DOOMED = new RegExp(`^[0-9a-f]{32}\\.(${OWNER_PATTERN})\\.removed$`);

/**
 * Removes the stores that were used longest ago until all in the cache folder together have at most `maxBytes`; never
 * one that a process has used lately, this one's included. Several processes may do so at a time.
 */
export async function pruneStores(cacheFolder: string, maxBytes: number): Promise<PruneResult> {
  const stores = await measureStores(cacheFolder);
  stores.sort((a, b) => a.usedMilliseconds - b.usedMilliseconds);
  let bytesKept = stores.reduce((sum, store) => sum + store.bytes, 0);
  const removed: string[] = [];
  for (const { folder, bytes } of stores) {
    if (bytesKept <= maxBytes) break;
    if ((await isInUse(folder)) || !(await removeStore(folder))) continue;
    bytesKept -= bytes;
    removed.push(folder);
  }
  return { removed, bytesKept };
}

/** False where someone has it open (Windows), took it first, or began to use it meanwhile: then it returns. */
async function removeStore(folder: string): Promise<boolean> {
  const doomed = `${folder}.${OWNER}.removed`;
  try {
    await rename(folder, doomed);
  } catch {
    return false;
  }
  if (await isInUse(doomed)) {
    const isBack = await rename(doomed, folder).then(
      () => true,
      () => false,
    );
    if (isBack) return false;
  }
  await rm(doomed, { recursive: true, force: true, maxRetries: 5 });
  return true;
}

/** The stores in a cache folder; what a pruner that died left is removed on the way. */
export async function measureStores(cacheFolder: string): Promise<StoreOnDisk[]> {
  const entries = await readdir(cacheFolder, { withFileTypes: true }).catch(() => []);
  const stores: StoreOnDisk[] = [];
  for (const entry of entries) {
    const folder = join(cacheFolder, entry.name);
    const pruner = DOOMED.exec(entry.name)?.[1];
    if (pruner !== undefined && ownerState(pruner) === 'dead') await rm(folder, { recursive: true, force: true });
    if (!entry.isDirectory() || !STORE.test(entry.name)) continue;
    let bytes = 0;
    let usedMilliseconds = 0;
    for (const name of await readdir(folder).catch(() => [])) {
      const file = await stat(join(folder, name)).catch(() => null);
      if (!file) continue;
      bytes += file.size;
      if (name === 'meta.json') usedMilliseconds = file.mtimeMs;
    }
    stores.push({ folder, bytes, usedMilliseconds });
  }
  return stores;
}
