import type { Workbench } from '../engine/produce/workbench.ts';
import { createWorkbench } from '../engine/produce/workbench.ts';
import { defaultFolders } from '../shell/folders.ts';

/** Runs `work` with a workbench on the default folders and closes it whatever happens. */
export async function withWorkbench<T>(
  threads: number | undefined,
  work: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const { modelsFolder, cacheFolder } = defaultFolders();
  const bench = createWorkbench({ packFolders: [modelsFolder], cacheFolder, threads });
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
}
