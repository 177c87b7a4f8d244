import { learnEngine, type NewFolder } from '../../api/learn-engine.ts';
import type { Job } from '../../api/types.ts';
import { addJob } from '../masks.ts';

/** Writes a project's labels for another tool, as a job. Throws what can be refused at once. */
export async function startExport(project: string, format: string, folder: NewFolder): Promise<Job> {
  const job = await learnEngine.exportLabels(project, format, folder);
  addJob(job);
  return job;
}

/** Takes labels of another tool in, as a job. Throws what can be refused at once. */
export async function startImport(
  project: string,
  source: string,
  { format, over }: { readonly format: string; readonly over: 'machines' | 'everything' },
): Promise<Job> {
  const job = await learnEngine.importLabels(project, source, format, over);
  addJob(job);
  return job;
}
