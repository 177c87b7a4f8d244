import type { Job } from '../api/types.ts';

/** Jobs of another queue write other files, and may be of another day. */
const likeness = ({ kind, grid, batch }: Job): string => `${kind} ${grid} ${batch}`;

/** How long a job will have taken in all, seconds, by its pace; null while it does not know. */
function wholeSeconds({ fraction, secondsLeft }: Job): number | null {
  return secondsLeft === null || fraction >= 1 ? null : secondsLeft / (1 - fraction);
}

/** What jobs of each kind and grid take, seconds: the mean of those that are done, else by the pace of one that runs. */
function usualSeconds(jobs: readonly Job[]): ReadonlyMap<string, number> {
  const times = new Map<string, number[]>();
  const add = (job: Job, seconds: number) =>
    void times.set(likeness(job), [...(times.get(likeness(job)) ?? []), seconds]);
  for (const job of jobs) if (job.state === 'done' && job.result) add(job, job.result.seconds);
  for (const job of jobs) {
    const seconds = job.state === 'running' ? wholeSeconds(job) : null;
    if (seconds !== null && !times.has(likeness(job))) add(job, seconds);
  }
  return new Map([...times].map(([key, all]) => [key, all.reduce((sum, one) => sum + one, 0) / all.length]));
}

/**
 * Seconds until all jobs have ended, which run one after the other: those that wait are taken to last as long as the ones like them did.
 * Null where nothing is under way, or nothing is known of one of them.
 */
export function secondsLeftOf(jobs: readonly Job[]): number | null {
  const usual = usualSeconds(jobs);
  const left = jobs.flatMap((job) => {
    const whole = usual.get(likeness(job)) ?? null;
    if (job.state === 'queued') return [whole];
    if (job.state !== 'running') return [];
    return [job.secondsLeft ?? (whole === null ? null : whole * (1 - job.fraction))];
  });
  if (left.length === 0) return null;
  return left.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}
