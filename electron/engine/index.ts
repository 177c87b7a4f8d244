import { createApi } from './api/app.ts';
import type { EngineContext } from './api/context.ts';
import { createJobQueue } from './jobs/queue.ts';
import type { WorkRequest } from './jobs/work.ts';
import type { WorkResult } from './produce/recipe.ts';
import { createWorkbench } from './produce/workbench.ts';
import { createConfinement } from './session/confinement.ts';
import { errorBody } from './session/errors.ts';
import { createEventHub } from './session/events.ts';
import { createGrants } from './session/grants.ts';
import { toApiJob } from './session/jobs-view.ts';
import type { StateError } from './session/json-file.ts';
import { createProductRegistry } from './session/products.ts';
import { createReferenceTable } from './session/references.ts';
import { runWork } from './session/run-job.ts';
import { createSessionWriter, readSession } from './session/session-file.ts';
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
  const confinement = await createConfinement(options.servedRoot ?? null, [samplesFolder]);
  const events = createEventHub();
  const onTrouble = (error: StateError): void => {
    options.onNotice?.([error.message, error.file, error.remedy].filter(Boolean).join('\n  '));
    events.emit({ type: 'notice', ...errorBody(error, confinement).error });
  };
  const left = await readSession(sessionFolder, onTrouble);
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
  const queue = createJobQueue<WorkRequest, WorkResult>({
    run: (request, tools) => runWork(context, request, tools),
    onChange: (record) => {
      events.emit({ type: 'job', job: toApiJob(record, context) });
      if (record.endedAt !== null) void context.saveSession();
    },
    onRemove: (id) => events.emit({ type: 'job-removed', id }),
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
        .filter(({ endedAt }) => endedAt === null)
        .map(({ id, batch, title, request }) => ({ id, batch, title, request }))
        .reverse(),
    }),
    onTrouble,
  );
  const context: EngineContext = {
    version,
    modelsFolder,
    samplesFolder,
    bench,
    grants,
    confinement,
    state: createStateStore(stateFolder, onTrouble),
    events,
    queue,
    products,
    masks: createMaskViews(bench),
    lookAhead,
    references: createReferenceTable(bench.rasters),
    saveSession,
  };
  for (const { id, path, granule, reading } of left.products)
    await products.open(path, { granule, reading }, id).catch(() => undefined);
  for (const { id, batch, title, request } of left.jobs) {
    const product = request.kind === 'mask' ? request.product : null;
    const grid = request.kind === 'mask' ? request.grid : request.recipe.grid;
    const pack = request.kind === 'mask' ? request.pack : request.recipe.pack;
    queue.add({ kind: request.kind, title, product, batch, grid, pack, request }, { id });
  }
  const api = createApi(context);
  return {
    fetch: async (request) => api.fetch(request),
    async close() {
      await queue.close();
      await Promise.all([context.masks.close(), lookAhead.close()]);
      for (const { id } of products.list()) await products.close(id);
      await bench.close();
    },
  };
}
