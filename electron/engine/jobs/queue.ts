import { randomUUID } from 'node:crypto';
import type { GridMetres } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CancelledError } from '../core/errors.ts';

/** What a job is about, in the terms of the API's `Job`. `Request` is what it can be started again from. */
export interface JobSpec<Request> {
  readonly kind: 'mask' | 'export' | 'batch';
  readonly title: string;
  readonly product: string | null;
  readonly batch: string | null;
  readonly grid: GridMetres | null;
  readonly pack: string | null;
  readonly request: Request;
}

export interface JobRecord<Request, Result> extends JobSpec<Request> {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'skipped';
  readonly fraction: number;
  readonly stage: string;
  readonly secondsLeft: number | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly error: unknown;
  readonly result: Result | null;
}

/** What running a job may end with besides throwing; `skipped` when there was nothing to do. */
export interface JobOutcome<Result> {
  readonly state: 'done' | 'skipped';
  readonly result: Result;
}

export interface JobQueue<Request, Result> {
  /** Queues a job; the same job that is already waiting or running is returned instead of a second one. */
  add(
    spec: JobSpec<Request>,
    options?: { readonly urgent?: boolean; readonly id?: string },
  ): JobRecord<Request, Result>;
  /** Takes in a job that failed in another process; it can be retried under its id. */
  addFailed(spec: JobSpec<Request>, id: string, error: unknown): void;
  get(id: string): JobRecord<Request, Result> | undefined;
  /** Newest first. */
  list(): readonly JobRecord<Request, Result>[];
  /** Cancels a waiting or running job; removes one that has ended. False when there is none. */
  cancel(id: string): boolean;
  /** Queues an ended job again under its own id. Undefined when it has not ended or does not exist. */
  retry(id: string): JobRecord<Request, Result> | undefined;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface JobQueueOptions<Request, Result> {
  run(
    request: Request,
    tools: { readonly id: string; readonly signal: AbortSignal; readonly onProgress: OnProgress },
  ): Promise<JobOutcome<Result>>;
  onChange(record: JobRecord<Request, Result>): void;
  onRemove?(id: string): void;
}

/**
 * Runs one job at a time, urgent ones first, otherwise in the order of arrival. A job that fails is kept with its
 * error and does not stop the ones behind it.
 */
export function createJobQueue<Request, Result>(options: JobQueueOptions<Request, Result>): JobQueue<Request, Result> {
  type JobEntry = JobRecord<Request, Result>;
  const records = new Map<string, JobEntry>();
  const waiting: string[] = [];
  let running: { readonly id: string; readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  let closed = false;
  let wakeIdle: (() => void)[] = [];

  const update = (id: string, change: Partial<JobEntry>): void => {
    const record = records.get(id);
    if (!record) return;
    const next = { ...record, ...change };
    records.set(id, next);
    options.onChange(next);
  };
  const end = (id: string, change: Partial<JobEntry>): void =>
    update(id, { ...change, secondsLeft: null, endedAt: new Date().toISOString() });

  const runJob = async (id: string, abort: AbortController): Promise<void> => {
    const record = records.get(id) as JobEntry;
    update(id, { state: 'running', stage: 'Starting' });
    const onProgress: OnProgress = (progress) => {
      if (abort.signal.aborted) return;
      update(id, { fraction: progress.fraction, stage: progress.stage, secondsLeft: progress.secondsLeft ?? null });
    };
    try {
      const { state, result } = await options.run(record.request, { id, signal: abort.signal, onProgress });
      end(id, { state, result, fraction: 1, stage: '' });
    } catch (error) {
      if (error instanceof CancelledError || abort.signal.aborted) end(id, { state: 'cancelled', stage: '' });
      else end(id, { state: 'failed', stage: '', error });
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

  const enqueue = (record: JobEntry, urgent: boolean): JobEntry => {
    records.set(record.id, record);
    if (urgent) waiting.unshift(record.id);
    else waiting.push(record.id);
    options.onChange(record);
    queueMicrotask(next);
    return record;
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
    add(spec, { urgent = false, id = randomUUID() } = {}) {
      const wanted = JSON.stringify(spec.request);
      const twin = [...records.values()].find(
        (record) => record.endedAt === null && record.kind === spec.kind && JSON.stringify(record.request) === wanted,
      );
      return twin ?? enqueue({ ...spec, ...fresh, id, createdAt: new Date().toISOString() }, urgent);
    },
    addFailed(spec, id, error) {
      const now = new Date().toISOString();
      records.set(id, { ...spec, ...fresh, id, state: 'failed', error, createdAt: now, endedAt: now });
    },
    get: (id) => records.get(id),
    list: () => [...records.values()].reverse(),
    cancel(id) {
      const record = records.get(id);
      if (!record) return false;
      const place = waiting.indexOf(id);
      if (running?.id === id) running.abort.abort();
      else if (place >= 0) {
        waiting.splice(place, 1);
        end(id, { state: 'cancelled' });
      } else {
        records.delete(id);
        options.onRemove?.(id);
      }
      return true;
    },
    retry(id) {
      const record = records.get(id);
      return record && record.endedAt !== null ? enqueue({ ...record, ...fresh }, false) : undefined;
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
