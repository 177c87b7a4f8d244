import { randomUUID } from 'node:crypto';
import type { Job } from '../contract/jobs.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CancelledError } from '../core/errors.ts';
import { createJobList, type JobList } from './job-list.ts';
import { createLine } from './line.ts';
import { createTimeLeft } from './time-left.ts';
import { describeWork, type Work } from './work.ts';

/** How a job is to be named, which batch it belongs to, and what it does. */
type Named = Pick<Job, 'title' | 'batch'> & { readonly work: Work };

export interface JobQueue {
  /** Queues a job; the same work that is already waiting or running is returned instead of a second one. */
  add(named: Named, options?: { readonly urgent?: boolean; readonly id?: string }): Job;
  /** Takes in a job that failed in another process; it can be retried under its id. */
  addFailed(named: Named, id: string, error: unknown): void;
  /** Takes in a job that ended in an earlier session; it can be retried under its id. */
  addEnded(job: Job, work: Work): void;
  get(id: string): Job | undefined;
  /** What a job of the queue does. */
  workOf(id: string): Work | undefined;
  /** Newest first. */
  list(): readonly Job[];
  /** Cancels a waiting or running job; removes one that has ended. False when there is none. */
  cancel(id: string): boolean;
  /** Takes out all jobs that have ended. */
  clear(): void;
  /** Queues an ended job again under its own id. Undefined when it has not ended or does not exist. */
  retry(id: string): Job | undefined;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface JobQueueOptions {
  /** Besides throwing, work ends as done, or as skipped when there was nothing to do. */
  run(
    work: Work,
    tools: { readonly id: string; readonly signal: AbortSignal; readonly onProgress: OnProgress },
  ): Promise<Pick<Job, 'result'> & { readonly state: 'done' | 'skipped' }>;
  /** How a job tells what was thrown. */
  describeError(error: unknown): NonNullable<Job['error']>;
  onChange(job: Job): void;
  onRemove?(id: string): void;
  /** Told when the first job begins and when none is left, once each. */
  onBusy?(isBusy: boolean): void;
}

const FRESH = {
  state: 'queued',
  fraction: 0,
  stage: '',
  secondsLeft: null,
  endedAt: null,
  error: null,
  result: null,
} as const;

/**
 * Runs one job at a time, urgent ones first, otherwise in the order of arrival. A job that fails is kept with its
 * error and does not stop the ones behind it.
 */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  const list = createJobList(options);
  const line = createLine((id, signal) => runJob(list, id, signal, options), options.onBusy);
  const enqueue = (job: Job, work: Work, urgent = false): Job => {
    list.put(job, work);
    options.onChange(job);
    line.add(job.id, urgent);
    return job;
  };

  return {
    add({ work, ...named }, { urgent = false, id = randomUUID() } = {}) {
      const twin = list.pendingLike(work);
      if (twin) return twin;
      const job: Job = { ...named, ...describeWork(work), ...FRESH, id, createdAt: new Date().toISOString() };
      return enqueue(job, work, urgent);
    },
    addFailed({ work, ...named }, id, thrown) {
      const now = new Date().toISOString();
      const error = options.describeError(thrown);
      const ended = { ...FRESH, state: 'failed', error, createdAt: now, endedAt: now } as const;
      list.put({ ...named, ...describeWork(work), ...ended, id }, work);
    },
    addEnded(job, work) {
      list.put(job, work);
      options.onChange(job);
    },
    get: list.get,
    workOf: list.workOf,
    list: () => list.all().reverse(),
    cancel(id) {
      if (!list.get(id)) return false;
      const was = line.leave(id);
      if (was === 'waiting') list.end(id, { state: 'cancelled' });
      if (was === 'absent') list.remove(id);
      return true;
    },
    clear() {
      for (const { id, endedAt } of list.all()) if (endedAt !== null) list.remove(id);
    },
    retry(id) {
      const job = list.get(id);
      return job && job.endedAt !== null ? enqueue({ ...job, ...FRESH }, list.workOf(id)!) : undefined;
    },
    idle: line.idle,
    close: line.close,
  };
}

/** Runs a job of the list and writes down what it comes to; nothing is thrown. */
async function runJob(list: JobList, id: string, signal: AbortSignal, options: JobQueueOptions): Promise<void> {
  list.update(id, { state: 'running', stage: 'Starting' });
  const timeLeft = createTimeLeft();
  const onProgress: OnProgress = ({ fraction, stage, secondsLeft }) => {
    const byPace = timeLeft(fraction);
    if (!signal.aborted) list.update(id, { fraction, stage, secondsLeft: secondsLeft ?? byPace });
  };
  try {
    const { state, result } = await options.run(list.workOf(id)!, { id, signal, onProgress });
    list.end(id, { state, result, fraction: 1, stage: '' });
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) list.end(id, { state: 'cancelled', stage: '' });
    else list.end(id, { state: 'failed', stage: '', error: options.describeError(error) });
  }
}
