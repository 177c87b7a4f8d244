import { randomUUID } from 'node:crypto';
import type { Job } from '../contract/jobs.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CancelledError } from '../core/errors.ts';
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
}

/**
 * Runs one job at a time, urgent ones first, otherwise in the order of arrival. A job that fails is kept with its
 * error and does not stop the ones behind it.
 */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  const jobs = new Map<string, Job>();
  const works = new Map<string, Work>();
  const waiting: string[] = [];
  let running: { readonly id: string; readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  let closed = false;
  let wakeIdle: (() => void)[] = [];

  const update = (id: string, change: Partial<Job>): void => {
    const job = jobs.get(id);
    if (!job) return;
    const next = { ...job, ...change };
    jobs.set(id, next);
    options.onChange(next);
  };
  const end = (id: string, change: Partial<Job>): void =>
    update(id, { ...change, secondsLeft: null, endedAt: new Date().toISOString() });

  const runJob = async (id: string, abort: AbortController): Promise<void> => {
    const work = works.get(id)!;
    update(id, { state: 'running', stage: 'Starting' });
    const onProgress: OnProgress = (progress) => {
      if (abort.signal.aborted) return;
      update(id, { fraction: progress.fraction, stage: progress.stage, secondsLeft: progress.secondsLeft ?? null });
    };
    try {
      const { state, result } = await options.run(work, { id, signal: abort.signal, onProgress });
      end(id, { state, result, fraction: 1, stage: '' });
    } catch (error) {
      if (error instanceof CancelledError || abort.signal.aborted) end(id, { state: 'cancelled', stage: '' });
      else end(id, { state: 'failed', stage: '', error: options.describeError(error) });
    }
  };

  const next = (): void => {
    if (running || closed) return;
    const id = waiting.shift();
    if (id === undefined) {
      for (const wake of wakeIdle.splice(0)) wake();
      return;
    }
    const abort = new AbortController();
    const ended = runJob(id, abort).then(() => {
      running = null;
      next();
    });
    running = { id, abort, ended };
  };

  const enqueue = (job: Job, work: Work, urgent: boolean): Job => {
    jobs.set(job.id, job);
    works.set(job.id, work);
    if (urgent) waiting.unshift(job.id);
    else waiting.push(job.id);
    options.onChange(job);
    queueMicrotask(next);
    return job;
  };
  const remove = (id: string): void => {
    jobs.delete(id);
    works.delete(id);
    options.onRemove?.(id);
  };
  const fresh = {
    state: 'queued',
    fraction: 0,
    stage: '',
    secondsLeft: null,
    endedAt: null,
    error: null,
    result: null,
  } as const;

  return {
    add({ work, ...named }, { urgent = false, id = randomUUID() } = {}) {
      const wanted = JSON.stringify(work);
      const twin = [...jobs.values()].find(
        (job) => job.endedAt === null && JSON.stringify(works.get(job.id)) === wanted,
      );
      if (twin) return twin;
      const job: Job = { ...named, ...describeWork(work), ...fresh, id, createdAt: new Date().toISOString() };
      return enqueue(job, work, urgent);
    },
    addFailed({ work, ...named }, id, thrown) {
      const now = new Date().toISOString();
      const error = options.describeError(thrown);
      const ended = { ...fresh, state: 'failed', error, createdAt: now, endedAt: now } as const;
      works.set(id, work);
      jobs.set(id, { ...named, ...describeWork(work), ...ended, id });
    },
    addEnded(job, work) {
      works.set(job.id, work);
      jobs.set(job.id, job);
      options.onChange(job);
    },
    get: (id) => jobs.get(id),
    workOf: (id) => works.get(id),
    list: () => [...jobs.values()].reverse(),
    cancel(id) {
      if (!jobs.has(id)) return false;
      const place = waiting.indexOf(id);
      if (running?.id === id) running.abort.abort();
      else if (place >= 0) {
        waiting.splice(place, 1);
        end(id, { state: 'cancelled' });
      } else remove(id);
      return true;
    },
    clear() {
      for (const { id, endedAt } of [...jobs.values()]) if (endedAt !== null) remove(id);
    },
    retry(id) {
      const job = jobs.get(id);
      return job && job.endedAt !== null ? enqueue({ ...job, ...fresh }, works.get(id)!, false) : undefined;
    },
    idle: () => (running || waiting.length > 0 ? new Promise((resolve) => wakeIdle.push(resolve)) : Promise.resolve()),
    async close() {
      closed = true;
      wakeIdle = [];
      running?.abort.abort();
      await running?.ended;
    },
  };
}
