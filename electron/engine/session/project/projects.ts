import type { MissingProduct, ProjectProduct, ProjectState, RecentProject } from '../../contract/project.ts';
import type { NephoscopeError } from '../../core/errors.ts';
import { inTurn } from '../../core/in-turn.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import { RemoteRefusal } from '../../product/remote/refusal.ts';
import { NotFoundError } from '../errors.ts';
import type { JsonFile } from '../json-file.ts';
import type { OpenProduct, ProductRegistry } from '../products.ts';
import type { ReferenceTable } from '../references.ts';
import type { RemoteReading } from '../remote-reading.ts';
import { createBringing } from './bringing.ts';
import { withOpened, withoutProduct, withProduct } from './content.ts';
import { createKeeping, type Keeping, type KeepingSetup } from './keeping.ts';
import { type ProjectContent, ProjectError, projectFile } from './project-file.ts';
import { requireNone, requireProject, withExtension } from './project-path.ts';
import { findEntry, missingProduct, NOT_LOADED } from './restore.ts';
import { createResults, type Results } from './results.ts';
import type { Shelf } from './shelf.ts';

/** The project that is open: there always is one. Whatever is set about it is in its file when the call returns. */
export interface Projects extends Keeping {
  state(): ProjectState;
  noteOpened(entry: OpenProduct): Promise<void>;
  noteClosed(key: string): Promise<void>;
  recent(): Promise<readonly RecentProject[]>;
  /** The path of one of them. @throws NotFoundError */
  recentPath(id: string): Promise<string>;
  open(path: string): Promise<void>;
  create(): Promise<void>;
  /** Goes on in another file; what is there already is replaced only with `overwrite`. */
  saveAs(path: string, overwrite: boolean): Promise<void>;
  /**
   * Opens a missing product where it is now, then others that moved alike; fetches one on the network, until the signal
   * ends that. @throws what opening it throws
   */
  locate(key: string, path: string | undefined, signal: AbortSignal): Promise<void>;
  forget(key: string): Promise<void>;
  /** Makes what was open last the project; its products are opened while others may work. */
  start(withProducts: boolean): Promise<void>;
  /** A job was queued or has ended. */
  keepResult: Results['keep'];
  noteResultRemoved: Results['noteRemoved'];
  close(): Promise<void>;
}

export interface ProjectsSetup extends KeepingSetup {
  readonly queue: JobQueue;
  readonly version: string;
  readonly samplesFolder: string;
  readonly shelf: Shelf;
  readonly products: ProductRegistry;
  readonly references: ReferenceTable;
  readonly remote: RemoteReading;
  /** Called when products were opened or closed. */
  readonly onProducts: () => Promise<void>;
}

interface Current {
  readonly id: string;
  readonly path: string;
  readonly file: JsonFile<ProjectContent>;
  opening: ProjectState['opening'];
  missing: readonly MissingProduct[];
  /** Another project takes its place: no more of its products are opened. */
  isLeft: boolean;
}

const LEFT_OUT = 'The engine was started with nothing open.';

export function createProjects(setup: ProjectsSetup): Projects {
  const { shelf, state, products, references, confinement } = setup;
  const at = (path: string): Current => ({
    id: shelf.idOf(path),
    path,
    file: projectFile(path, setup.version, setup.samplesFolder),
    opening: null,
    missing: [],
    isLeft: false,
  });
  let current = at(shelf.newUntitled());
  let restoring: Promise<void> = Promise.resolve();
  let isClosed = false;
  let sequence = 0;

  const keeping = createKeeping(setup, () => current.file);
  const stateOf = ({ id, path, opening, missing }: Current): ProjectState => {
    const displayPath = shelf.isUntitled(path) ? null : confinement.show(path);
    return { id, name: shelf.nameOf(path), displayPath, opening, missing, sequence };
  };
  const tell = (): void => {
    sequence++;
    setup.emit({ type: 'project', project: stateOf(current) });
  };
  const content = async (): Promise<ProjectContent> => (await current.file.read()).value;
  const change = async (update: (content: ProjectContent) => ProjectContent): Promise<ProjectContent> =>
    (await current.file.change(update)).value;

  const results = createResults({
    ...setup,
    change,
    onTrouble: (error) => setup.onTrouble(error as NephoscopeError),
  });

  const noteOpened = async (entry: OpenProduct): Promise<void> => {
    const elsewhere = await state.scene(entry.product.key);
    await change((now) => withOpened(now, entry, setup.samplesFolder, elsewhere));
    const { missing } = current;
    current.missing = missing.filter(({ key }) => key !== entry.product.key);
    if (current.missing.length < missing.length) tell();
  };

  const { bringBack, bringBackLike } = createBringing(setup, change);
  const isMissing = ({ key }: ProjectProduct): boolean => current.missing.some((one) => one.key === key);
  const isFound = (key: string): void => {
    current.missing = current.missing.filter((one) => one.key !== key);
  };

  const restore = async (project: Current, withProducts: boolean): Promise<void> => {
    const { products: known, results: kept } = await content();
    await results.restore(kept);
    const entries = known.filter(({ open }) => open);
    for (const [done, entry] of entries.entries()) {
      if (isClosed || project.isLeft) return;
      project.opening = { done, total: entries.length };
      if (done > 0) tell();
      try {
        if (!withProducts) throw new ProjectError(LEFT_OUT);
        if (entry.remote) throw new RemoteRefusal(NOT_LOADED);
        await bringBack(entry, entry.place);
      } catch (error) {
        project.missing = [...project.missing, missingProduct(entry, error, { products, confinement })];
      }
    }
    project.opening = null;
    await setup.onProducts();
    tell();
  };

  /** Closes what is open and goes on with another project, which can be read. */
  const switchTo = async (next: Current): Promise<void> => {
    const left = current;
    left.isLeft = true;
    await restoring;
    const isEmpty = shelf.isUntitled(left.path) && (await content().catch(() => null))?.products.length === 0;
    await results.settled();
    current = next;
    results.clear();
    for (const { id, product } of products.list()) {
      references.forget(product);
      await products.close(id);
    }
    await shelf.noteOpened(next.path);
    if (isEmpty) await shelf.remove(left.path);
    begin(next, true);
  };
  const begin = (project: Current, withProducts: boolean): void => {
    project.opening = { done: 0, total: 0 };
    tell();
    restoring = restore(project, withProducts).catch(setup.onTrouble);
  };

  return {
    state: () => stateOf(current),
    ...keeping,
    noteOpened: (entry) => noteOpened(entry).catch(setup.onTrouble),
    noteClosed: async (key) => {
      await change((now) => withProduct(now, key, (entry) => ({ ...entry, open: false })));
    },
    recent: () => shelf.recent(current.path),
    recentPath: shelf.pathOf,
    open: (path) =>
      inTurn('project', async () => {
        if (path === current.path) return;
        await requireProject(path);
        const next = at(path);
        await next.file.read();
        await switchTo(next);
      }),
    create: () => inTurn('project', () => switchTo(at(shelf.newUntitled()))),
    saveAs: (wanted, overwrite) =>
      inTurn('project', async () => {
        const path = withExtension(wanted);
        if (path === current.path) return;
        if (!overwrite) await requireNone(path);
        await restoring;
        const left = current;
        const next: Current = { ...at(path), id: left.id, missing: left.missing };
        await next.file.replace(await content());
        current = next;
        await shelf.noteOpened(path);
        if (shelf.isUntitled(left.path)) await shelf.remove(left.path);
        tell();
      }),
    locate: (key, pointed, signal) =>
      inTurn('project', async () => {
        const entry = (await content()).products.find((one) => one.key === key);
        if (!entry) throw new NotFoundError('This product is not part of the project any more.');
        const found = pointed === undefined ? entry.place : await findEntry(entry, pointed);
        if (entry.remote && pointed === undefined)
          await setup.remote.during(found, signal, (remote) => bringBack(entry, found, remote));
        else await bringBack(entry, found);
        isFound(key);
        const onDisk = (await content()).products.filter((one) => isMissing(one) && !one.remote && !entry.remote);
        for (const other of onDisk)
          if (await bringBackLike(other, { from: entry.place, to: found })) isFound(other.key);
        await setup.onProducts();
        tell();
      }),
    forget: (key) =>
      inTurn('project', async () => {
        await change((now) => withoutProduct(now, key));
        isFound(key);
        tell();
      }),
    async start(withProducts) {
      const path = await shelf.last();
      if (path === null) return shelf.noteOpened(current.path);
      const last = at(path);
      try {
        await last.file.read();
        current = last;
        begin(last, withProducts);
      } catch (error) {
        if (!(error instanceof ProjectError)) throw error;
        setup.onTrouble(error);
      }
    },
    keepResult: results.keep,
    noteResultRemoved: results.noteRemoved,
    async close() {
      isClosed = true;
      await restoring;
      await results.settled();
    },
  };
}
