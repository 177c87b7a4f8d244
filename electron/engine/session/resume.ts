import type { LeaveOut } from '../contract/shell.ts';
import { offerKnownTunedPacks } from './adapt.ts';
import type { SessionContext } from './context.ts';
import type { DeadlyJobs } from './deadly-jobs.ts';
import { type SessionSnapshot, writeSession } from './session-file.ts';

/** Takes up what a predecessor left: its products, its jobs but for those that may have ended it, and its projects; and packs tuned in earlier sessions. */
export async function resume(
  context: SessionContext,
  deadly: DeadlyJobs,
  left: SessionSnapshot,
  { folder, leaveOut }: { readonly folder: string | undefined; readonly leaveOut: LeaveOut },
): Promise<void> {
  const { products, queue, projects, saveSession } = context;
  // Before any job that one of them is for.
  await offerKnownTunedPacks(context);
  const judged = left.jobs.map((job) => ({ job, reason: deadly.judge(job, leaveOut) }));
  // Should opening the products end this process as well, no job is to blame.
  const jobs = left.jobs.map((job) => ({ ...job, running: false, deaths: deadly.deathsOf(job.id) }));
  if (jobs.length > 0) await writeSession(folder, { ...left, jobs }).catch(() => undefined);
  const toOpen = leaveOut === 'everything' ? [] : left.products;
  for (const { id, path, granule, reading } of toOpen)
    await products.open(path, { granule, reading }, { id }).catch(() => undefined);
  for (const { job, reason } of judged) {
    const { id, batch, title, request: work } = job;
    if (reason) queue.addFailed({ title, batch, work }, id, reason);
    else queue.add({ title, batch, work }, { id });
  }
  await projects.start(leaveOut !== 'everything');
  await saveSession().catch(() => undefined);
}
