import { bridge, servedPath } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import type { Job } from '../api/types.ts';
import { sayError, sayInfo } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { copyText } from '../widgets/clipboard.ts';
import { addJob } from './masks.ts';

/** Cancels a job that runs or waits, removes one that has ended. */
export async function cancelJob(id: string): Promise<void> {
  const job = queryClient.getQueryData<Job[]>(['jobs'])?.find((one) => one.id === id);
  try {
    await engine.removeJob(id);
    if (job?.endedAt) queryClient.setQueryData<Job[]>(['jobs'], (jobs = []) => jobs.filter((one) => one.id !== id));
  } catch (error) {
    sayError(error);
  }
}

export async function retryJob(id: string): Promise<void> {
  try {
    addJob(await engine.retryJob(id));
  } catch (error) {
    sayError(error);
  }
}

/** Puts the path of a written file on the clipboard: of the machine that the engine runs on, or below the folder that is served. */
export async function copyFilePath(handle: string): Promise<void> {
  try {
    if (bridge.kind === 'browser') {
      const { path } = await servedPath(handle);
      await copyText(path);
      sayInfo(`${path}, below the folder that is served, is on the clipboard.`);
      return;
    }
    await bridge.copyPath(handle);
    sayInfo('The path is on the clipboard.');
  } catch (error) {
    sayError(error);
  }
}

export async function clearEndedJobs(): Promise<void> {
  const jobs = queryClient.getQueryData<Job[]>(['jobs']) ?? [];
  for (const job of jobs) if (job.endedAt && (job.batch === null || job.kind === 'batch')) await cancelJob(job.id);
}
