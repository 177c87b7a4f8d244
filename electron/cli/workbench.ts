import type { Workbench } from '../engine/produce/workbench.ts';
import { createWorkbench } from '../engine/produce/workbench.ts';
import { defaultFolders } from '../shell/folders.ts';
import { UsageError } from './terminal.ts';

/** More than machines have; each is given memory of its own. */
const MAX_THREADS = 1024;

/**
 * Runs `work` with a workbench on the default folders, or on another one for all that is kept, and closes it whatever
 * happens.
 * @throws UsageError where `threads` is no such number
 */
export async function withWorkbench<T>(
  threads: number | undefined,
  work: (bench: Workbench) => Promise<T>,
  cache?: string,
): Promise<T> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS))
    throw new UsageError(`--threads is a whole number from 1 to ${MAX_THREADS}, not ${threads}.`);
  const { modelsFolder, cacheFolder } = defaultFolders();
  const bench = createWorkbench({ packFolders: [modelsFolder], cacheFolder: cache ?? cacheFolder, threads });
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
}
