import { measureStores } from './store-prune.ts';

/** For how long a size is taken for true. */
const FRESH_MILLISECONDS = 30_000;

/**
 * Tells how many bytes all stores in a cache folder take. Measuring looks at every file, so what was measured lately is
 * told again: an older size at once, while it is measured anew. Only the first call waits.
 */
export function createStoreSize(cacheFolder: string, freshMilliseconds = FRESH_MILLISECONDS): () => Promise<number> {
  let bytes: number | null = null;
  let measuredAt = Number.NEGATIVE_INFINITY;
  let measuring: Promise<number> | null = null;
  const measure = async (): Promise<number> => {
    const stores = await measureStores(cacheFolder);
    bytes = stores.reduce((sum, store) => sum + store.bytes, 0);
    measuredAt = performance.now();
    measuring = null;
    return bytes;
  };
  return async () => {
    if (performance.now() - measuredAt >= freshMilliseconds) measuring ??= measure();
    return bytes ?? (await measuring) ?? 0;
  };
}
