import { createApi } from './api/app.ts';
import type { EngineContext } from './api/context.ts';
import type { LeaveOut } from './contract/shell.ts';
import { EngineDeathError, type NephoscopeError } from './core/errors.ts';
import { createJobQueue } from './jobs/queue.ts';
import { createWorkbench } from './produce/workbench.ts';
import { createConfinement } from './session/confinement.ts';
import { createDeadlyJobs } from './session/deadly-jobs.ts';
import { errorBody } from './session/errors.ts';
import { createEventHub } from './session/events.ts';
import { createGrants } from './session/grants.ts';
import { createProductRegistry } from './session/products.ts';
import { createProjects } from './session/project/projects.ts';
import { createShelf } from './session/project/shelf.ts';
import { createReferenceTable } from './session/references.ts';
import { runWork } from './session/run-job.ts';
import { createSessionWriter, readSession, writeSession } from './session/session-file.ts';
import { createStateStore } from './session/state.ts';
import { createLookAhead } from './view/look-ahead.ts';
import { createMaskViews } from './view/mask-views.ts';

export interface EngineOptions {
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
}

export interface Engine {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** Assembles the engine; it goes on where a predecessor in the same session folder stopped. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { version, modelsFolder, samplesFolder, cacheFolder, stateFolder, sessionFolder, threads } = options;
  const leaveOut = options.leaveOut ?? null;
  const confinement = await createConfinement(options.servedRoot ?? null, [samplesFolder]);
  const events = createEventHub();
  const onTrouble = (error: NephoscopeError): void => {
    options.onNotice?.([error.message, error.file, error.remedy].filter(Boolean).join('\n  '));
    events.emit({ type: 'notice', ...errorBody(error, confinement).error });
  };
  const left = await readSession(sessionFolder, onTrouble);
  const deadly = createDeadlyJobs();
  const bench = createWorkbench({ packFolders: [modelsFolder, ...left.packFolders], cacheFolder, threads });
  const grants = createGrants(left.grants ?? undefined);
  const lookAhead = createLookAhead({ isBusy: () => queue.list().some(({ endedAt }) => endedAt === null) });
  const products = createProductRegistry({
    release: async (product) => {
      await lookAhead.forget(`${product.contentKey} `);
      context.references.reread(product);
      await bench.rasters.release(product);
    },
    onChanged: (product, reason) => {
      void context.state.forgetThumbnail(products.get(product).product.key).catch(() => undefined);
      events.emit({ type: 'product-changed', product, reason });
    },
    onClosed: (product, reason) => events.emit({ type: 'product-closed', product, reason }),
    linksWithin: options.servedRoot,
  });
  const queue = createJobQueue({
    run: async (work, tools) => {
      // Written down before the work begins: should it end the process, the next one knows which job it was.
      await saveSession().catch(() => undefined);
      return runWork(context, work, tools);
    },
    describeError: (error) => errorBody(error, confinement).error,
    onChange: (job) => {
      deadly.follow(job);
      events.emit({ type: 'job', job });
      if (job.endedAt !== null) void context.saveSession();
      if (job.endedAt !== null || job.state === 'queued') projects.keepResult(job);
    },
    onRemove: (id) => {
      events.emit({ type: 'job-removed', id });
      projects.noteResultRemoved(id);
    },
  });
  const saveSession = createSessionWriter(
    sessionFolder,
    () => ({
      grants: grants.snapshot(),
      products: products.list().map(({ id, path, product, reading }) => ({
        id,
        path,
        granule: product.granule,
        ...(reading === undefined ? {} : { reading }),
      })),
      packFolders: bench.addedPackFolders(),
      jobs: queue
        .list()
        .filter(({ endedAt, error }) => endedAt === null || error?.name === EngineDeathError.name)
        .map(({ id, batch, title, state }) => {
          const request = queue.workOf(id)!;
          return { id, batch, title, request, running: state === 'running', deaths: deadly.deathsOf(id) };
        })
        .reverse(),
    }),
    onTrouble,
  );
  const state = createStateStore(stateFolder, onTrouble);
  const references = createReferenceTable(bench.rasters);
  const projects = createProjects({
    version,
    samplesFolder,
    shelf: createShelf(stateFolder, options.servedRoot, confinement, onTrouble),
    state,
    products,
    queue,
    references,
    grants,
    confinement,
    emit: events.emit,
    onTrouble,
    onProducts: async () => saveSession(),
  });
  const context: EngineContext = {
    version,
    modelsFolder,
    samplesFolder,
    bench,
    grants,
    confinement,
    state,
    events,
    queue,
    products,
    masks: createMaskViews(bench),
    lookAhead,
    references,
    projects,
    saveSession,
  };
  const judged = left.jobs.map((job) => ({ job, reason: deadly.judge(job, leaveOut) }));
  // Should opening the products end this process as well, no job is to blame.
  const jobs = left.jobs.map((job) => ({ ...job, running: false, deaths: deadly.deathsOf(job.id) }));
  if (jobs.length > 0) await writeSession(sessionFolder, { ...left, jobs }).catch(() => undefined);
  const toOpen = leaveOut === 'everything' ? [] : left.products;
  for (const { id, path, granule, reading } of toOpen)
    await products.open(path, { granule, reading }, id).catch(() => undefined);
  for (const { job, reason } of judged) {
    const { id, batch, title, request: work } = job;
    if (reason) queue.addFailed({ title, batch, work }, id, reason);
    else queue.add({ title, batch, work }, { id });
  }
  await projects.start(leaveOut !== 'everything');
  await saveSession().catch(() => undefined);
  const api = createApi(context);
  return {
    fetch: async (request) => api.fetch(request),
    async close() {
      await queue.close();
      await projects.close();
      await Promise.all([context.masks.close(), lookAhead.close()]);
      for (const { id } of products.list()) await products.close(id);
      await bench.close();
    },
  };
}
