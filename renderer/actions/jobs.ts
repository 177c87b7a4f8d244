import { engine } from '../api/engine.ts';
import type { Job } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
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

export async function clearEndedJobs(): Promise<void> {
  const jobs = queryClient.getQueryData<Job[]>(['jobs']) ?? [];
  for (const job of jobs) if (job.endedAt && (job.batch === null || job.kind === 'batch')) await cancelJob(job.id);
}
