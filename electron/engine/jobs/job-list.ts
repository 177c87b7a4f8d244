import type { Job } from '../contract/jobs.ts';
import type { Work } from './work.ts';

/** The jobs of a queue with what they do, in the order in which they were put in. */
export interface JobList {
  /** Puts one in, or in the place of what had its id; nobody is told. */
  put(job: Job, work: Work): void;
  get(id: string): Job | undefined;
  workOf(id: string): Work | undefined;
  all(): Job[];
  /** The job that has not ended and does the same. */
  pendingLike(work: Work): Job | undefined;
  /** Changes a job; nothing where it was removed meanwhile. */
  update(id: string, change: Partial<Job>): void;
  end(id: string, change: Partial<Job>): void;
  remove(id: string): void;
}

/** @param told hears of each change and each removal */
export function createJobList(told: { onChange(job: Job): void; onRemove?(id: string): void }): JobList {
  const jobs = new Map<string, Job>();
  const works = new Map<string, Work>();
  const update = (id: string, change: Partial<Job>): void => {
    const job = jobs.get(id);
    if (!job) return;
    const changed = { ...job, ...change };
    jobs.set(id, changed);
    told.onChange(changed);
  };
  return {
    put(job, work) {
      jobs.set(job.id, job);
      works.set(job.id, work);
    },
    get: (id) => jobs.get(id),
    workOf: (id) => works.get(id),
    all: () => [...jobs.values()],
    pendingLike(work) {
      const wanted = JSON.stringify(work);
      return [...jobs.values()].find((job) => job.endedAt === null && JSON.stringify(works.get(job.id)) === wanted);
    },
    update,
    end: (id, change) => update(id, { ...change, secondsLeft: null, endedAt: new Date().toISOString() }),
    remove(id) {
      jobs.delete(id);
      works.delete(id);
      told.onRemove?.(id);
    },
  };
}
