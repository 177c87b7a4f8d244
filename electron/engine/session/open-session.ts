import type { LeaveOut } from '../contract/shell.ts';
import type { NephoscopeError } from '../core/errors.ts';
import { createJobQueue, type JobQueue } from '../jobs/queue.ts';
import { createWorkbench } from '../produce/workbench.ts';
import type { Product } from '../product/types.ts';
import { createConfinement } from './confinement.ts';
import type { SessionContext } from './context.ts';
import { createDeadlyJobs, type DeadlyJobs } from './deadly-jobs.ts';
import { errorBody } from './errors.ts';
import { createEventHub } from './events.ts';
import { createGrants } from './grants.ts';
import { pathOf } from './path-of.ts';
import { createProductRegistry, type ProductRegistry } from './products.ts';
import { createProjects } from './project/projects.ts';
import { createShelf } from './project/shelf.ts';
import { createReferenceTable } from './references.ts';
import { createRemoteReading } from './remote-reading.ts';
import { resume } from './resume.ts';
import { runWork } from './run-job.ts';
import { createSessionWriter, readSession } from './session-file.ts';
import { snapshotOf } from './snapshot.ts';
import { createStateStore } from './state.ts';

export interface SessionOptions {
  /** Version of the application, for provenance. */
  readonly version: string;
  readonly modelsFolder: string;
  readonly samplesFolder: string;
  /** Probability maps; may be deleted at any time. */
  readonly cacheFolder: string;
  /** Settings, recent products, settings of scenes. */
  readonly stateFolder: string;
  /** Where a predecessor that died left its session, and this one leaves its own; none for a single process. */
  readonly sessionFolder?: string;
  /** What of that session is not taken up, because it may have ended the predecessor. */
  readonly leaveOut?: LeaveOut;
  readonly threads?: number;
  /** Folder that everything which the renderer names must lie in; the whole disk where it is left out. */
  readonly servedRoot?: string;
  /** Told, besides the window, of what could not be kept or read: for a terminal. */
  readonly onNotice?: (text: string) => void;
  /** Told when the first job begins and when none is left: for who keeps the machine awake meanwhile. */
  readonly onBusy?: (isBusy: boolean) => void;
}

export interface Session {
  readonly context: SessionContext;
  /** Takes up what the predecessor left. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The state of an engine, empty but for what a predecessor in the same session folder noted.
 *
 * @param onRelease called before the files of a product are closed or read anew
 */
export async function openEngineSession(
  options: SessionOptions,
  onRelease: (product: Product) => Promise<void>,
): Promise<Session> {
  const { version, modelsFolder, samplesFolder, cacheFolder, stateFolder, sessionFolder, threads, servedRoot } =
    options;
  const confinement = await createConfinement(servedRoot ?? null, [samplesFolder]);
  const events = createEventHub();
  const onTrouble = (error: NephoscopeError): void => {
    options.onNotice?.([error.message, error.file, error.remedy].filter(Boolean).join('\n  '));
    events.emit({ type: 'notice', ...errorBody(error, confinement).error });
  };
  const left = await readSession(sessionFolder, onTrouble);
  const grants = createGrants(left.grants ?? undefined);
  const bench = createWorkbench({
    packFolders: [modelsFolder, ...left.packFolders],
    ...{ cacheFolder, threads },
    pathOf: (handle) => pathOf({ grants, confinement }, handle),
  });
  const state = createStateStore(stateFolder, onTrouble);
  const references = createReferenceTable(bench.rasters);
  const deadly = createDeadlyJobs();
  const onLost = (key: string, reason: string) => context.projects.noteLost(key, reason).catch(onTrouble);
  const products = openProducts({ bench, references, state, events, onLost }, onRelease, servedRoot);
  const remote = createRemoteReading({
    isAllowed: async () => (await state.settings()).readRemote,
    products: () => products.list(),
    tell: (activity) => events.emit({ type: 'remote', activity }),
  });
  const queue = sessionQueue(() => context, deadly, options.onBusy);
  const saveSession = createSessionWriter(sessionFolder, () => snapshotOf(context, deadly), onTrouble);
  const shelf = createShelf(stateFolder, servedRoot, confinement, onTrouble);
  const projects = createProjects({
    ...{ version, samplesFolder, shelf, state, products, queue, references, grants, confinement, remote, onTrouble },
    emit: events.emit,
    onProducts: saveSession,
  });
  const context: SessionContext = {
    ...{ version, bench, grants, confinement, state, events, queue, products },
    ...{ references, projects, remote, saveSession },
  };
  return {
    context,
    resume: () => resume(context, deadly, left, { folder: sessionFolder, leaveOut: options.leaveOut ?? null }),
    async close() {
      await queue.close();
      await projects.close();
      for (const { id } of products.list()) await products.close(id);
      remote.close();
      await bench.close();
    },
  };
}

/** The registry of open products, with what else is told when one is closed or read anew. */
function openProducts(
  {
    bench,
    references,
    state,
    events,
    onLost,
  }: Pick<SessionContext, 'bench' | 'references' | 'state' | 'events'> & {
    readonly onLost: (key: string, reason: string) => Promise<void>;
  },
  onRelease: (product: Product) => Promise<void>,
  linksWithin: string | undefined,
): ProductRegistry {
  const products = createProductRegistry({
    release: async (product) => {
      await onRelease(product);
      references.reread(product);
      await bench.rasters.release(product);
    },
    onChanged: (product, reason) => {
      void state.forgetThumbnail(products.get(product).product.key).catch(() => undefined);
      events.emit({ type: 'product-changed', product, reason });
    },
    onClosed: ({ id, product }, reason) => {
      events.emit({ type: 'product-closed', product: id, reason });
      void onLost(product.key, reason);
    },
    linksWithin,
  });
  return products;
}

/** The queue of jobs, whose steps the window, the project and the next process are told. */
function sessionQueue(contextOf: () => SessionContext, deadly: DeadlyJobs, onBusy: SessionOptions['onBusy']): JobQueue {
  return createJobQueue({
    run: async (work, tools) => {
      const context = contextOf();
      // Written down before the work begins: should it end the process, the next one knows which job it was.
      await context.saveSession().catch(() => undefined);
      return runWork(context, work, tools);
    },
    describeError: (error) => errorBody(error, contextOf().confinement).error,
    onChange: (job) => {
      const { events, projects, saveSession } = contextOf();
      deadly.follow(job);
      events.emit({ type: 'job', job });
      if (job.endedAt !== null) void saveSession();
      if (job.endedAt !== null || job.state === 'queued') projects.keepResult(job);
    },
    onRemove: (id) => {
      const { events, projects } = contextOf();
      events.emit({ type: 'job-removed', id });
      projects.noteResultRemoved(id);
    },
    ...(onBusy && { onBusy }),
  });
}
