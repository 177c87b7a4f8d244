import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

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

/**
 * Removes the stores that were opened longest ago until all in the cache folder together have at most `maxBytes`.
 * @param keep folders of stores that are open; they are never removed.
 */
export async function pruneStores(
  cacheFolder: string,
  maxBytes: number,
  keep: readonly string[] = [],
): Promise<PruneResult> {
  const stores = await measureStores(cacheFolder);
  stores.sort((a, b) => a.usedMilliseconds - b.usedMilliseconds);
  let bytesKept = stores.reduce((sum, store) => sum + store.bytes, 0);
  const removed: string[] = [];
  for (const store of stores) {
    if (bytesKept <= maxBytes) break;
    if (keep.includes(store.folder)) continue;
    const doomed = `${store.folder}.removed`;
    await rename(store.folder, doomed);
    await rm(doomed, { recursive: true, force: true });
    bytesKept -= store.bytes;
    removed.push(store.folder);
  }
  return { removed, bytesKept };
}

async function measureStores(cacheFolder: string): Promise<StoreOnDisk[]> {
  const entries = await readdir(cacheFolder, { withFileTypes: true }).catch(() => []);
  const stores: StoreOnDisk[] = [];
  for (const entry of entries) {
    const folder = join(cacheFolder, entry.name);
    const interrupted = /^[0-9a-f]{32}\.removed$/.test(entry.name);
    if (interrupted) await rm(folder, { recursive: true, force: true });
    if (!entry.isDirectory() || !/^[0-9a-f]{32}$/.test(entry.name)) continue;
    let bytes = 0;
    let usedMilliseconds = 0;
    for (const name of await readdir(folder)) {
      const file = await stat(join(folder, name)).catch(() => null);
      if (!file) continue;
      bytes += file.size;
      if (name === 'meta.json') usedMilliseconds = file.mtimeMs;
    }
    stores.push({ folder, bytes, usedMilliseconds });
  }
  return stores;
}
