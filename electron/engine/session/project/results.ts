import type { Job } from '../../contract/jobs.ts';
import { PROJECT_JOB_KINDS, type ProjectResult } from '../../contract/project.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Work } from '../../jobs/work.ts';
import type { Confinement } from '../confinement.ts';
import type { Grants } from '../grants.ts';
import { sourceOf } from '../job-source.ts';
import type { ProductRegistry } from '../products.ts';
import { pathsIn, withHandles, withPaths } from './parts.ts';
import type { ProjectContent } from './project-file.ts';

/** The results of queues and exports, as part of the project. */
export interface Results {
  /** To be called whenever a job was queued, has ended or was taken out; it is in the project's file a moment later. */
  keep(job?: Job): void;
  noteRemoved(id: string): void;
  /** Puts the results of a project into the queue, where they can be tried again. */
  restore(results: readonly ProjectResult[]): Promise<void>;
  /** Takes the results of a project that is left out of the queue. */
  clear(): void;
  /** Resolves when all that was to be kept is. */
  settled(): Promise<void>;
}

export interface ResultsSetup {
  readonly queue: JobQueue;
  readonly products: ProductRegistry;
  readonly grants: Grants;
  readonly confinement: Confinement;
  readonly change: (update: (content: ProjectContent) => ProjectContent) => Promise<unknown>;
  readonly onTrouble: (error: unknown) => void;
}

const INTERRUPTED = {
  name: 'Interrupted',
  message: 'Nephoscope ended before this was done.',
  remedy: 'Try it again; tiles that were computed are kept.',
};

export function createResults(setup: ResultsSetup): Results {
  const { queue, products, grants, confinement } = setup;
  /** What a job does, noted while its product is open. */
  const works = new Map<string, ProjectResult['work']>();
  const removed = new Set<string>();
  let isSwitching = false;
  let isWanted = false;
  let writing: Promise<void> = Promise.resolve();

  const workOf = (id: string): ProjectResult['work'] => {
    const work = () => storedWork(queue.workOf(id)!, () => sourceOf({ queue, products }, id));
    const noted = works.get(id) ?? (withPaths(work(), grants) as ProjectResult['work']);
    works.set(id, noted);
    return noted;
  };
  const snapshot = (): ProjectResult[] =>
    [...queue.list()]
      .reverse()
      .filter(isKept)
      .map((job) => ({ job: withPaths(job, grants) as ProjectResult['job'], work: workOf(job.id) }));

  const write = async (): Promise<void> => {
    isWanted = false;
    const mine = snapshot();
    const ids = new Set([...mine.map(({ job }) => job.id), ...removed]);
    await setup.change((now) => ({ ...now, results: [...now.results.filter(({ job }) => !ids.has(job.id)), ...mine] }));
  };
  const keep = (): void => {
    if (isSwitching || isWanted) return;
    isWanted = true;
    writing = writing.then(write).catch(setup.onTrouble);
  };

  return {
    keep(job) {
      if (job === undefined || isKept(job)) keep();
    },
    noteRemoved(id) {
      if (isSwitching) return;
      removed.add(id);
      works.delete(id);
      keep();
    },
    async restore(results) {
      const paths = [...new Set(pathsIn(results))];
      const reachable = await Promise.all(paths.map((path) => confinement.isReachable(path)));
      const isReachable = (path: string) => reachable[paths.indexOf(path)] === true;
      isSwitching = true;
      try {
        for (const { job, work } of results) {
          if (queue.get(job.id)) continue;
          works.set(job.id, work);
          queue.addEnded(
            restoredJob(withHandles(job, grants, isReachable) as unknown as Job),
            restoredWork(work, grants),
          );
        }
      } finally {
        isSwitching = false;
      }
    },
    clear() {
      isSwitching = true;
      queue.clear();
      works.clear();
      removed.clear();
      isSwitching = false;
    },
    settled: async () => writing,
  };
}

function isKept({ kind }: Job): boolean {
  return PROJECT_JOB_KINDS.some((kept) => kept === kind);
}

/** Work that means the same in another session: products by their places, paths where a project finds them. */
function storedWork(work: Work, source: () => ReturnType<typeof sourceOf>): ProjectResult['work'] {
  if (work.kind === 'batch')
    return { ...work, paths: work.paths.map(($path) => ({ $path })), folder: { $path: work.folder } };
  if (work.kind === 'composite' || work.kind === 'persistence') return { ...work, path: { $path: work.path } };
  if (work.kind === 'adapt') return { ...work, project: { $path: work.project } };
  if (work.kind === 'label-export')
    return { ...work, project: { $path: work.project }, folder: { $path: work.folder } };
  if (work.kind === 'label-import') return { ...work, project: { $path: work.project }, path: { $path: work.path } };
  if (work.kind === 'mask' || work.kind === 'features') return { ...work };
  const { path, source: choice } = source();
  const { granule, reading } = choice;
  return { ...work, source: { path: { $path: path }, granule, reading }, folder: { $path: work.folder } };
}

/** The opposite of {@link storedWork}. */
function restoredWork(value: unknown, grants: Grants): Work {
  const plain = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(plain);
    if (typeof one !== 'object' || one === null) return one;
    if ('$path' in one && Object.keys(one).length === 1) return one.$path;
    // A file that the user chose.
    if ('$path' in one && typeof one.$path === 'string') {
      const { $path, ...rest } = one as { readonly $path: string };
      return { ...grants.grant($path), ...rest };
    }
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, plain(inner)]));
  };
  return plain(value) as Work;
}

/** A job as it stands in a new session: nothing of it runs, and files that are out of reach are left out. */
function restoredJob(job: Job): Job {
  const files = (job.result?.files ?? []).filter((file) => (file as typeof file | null) !== null);
  const result = job.result && { ...job.result, files };
  const ended = { ...job, product: null, secondsLeft: null, stage: '', result };
  if (job.endedAt !== null) return ended;
  return { ...ended, state: 'cancelled', fraction: 0, endedAt: new Date().toISOString(), error: INTERRUPTED };
}
