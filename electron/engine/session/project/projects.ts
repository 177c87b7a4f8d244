import type { ProjectState, RecentProject } from '../../contract/project.ts';
import type { NephoscopeError } from '../../core/errors.ts';
import { inTurn } from '../../core/in-turn.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { OpenProduct } from '../products.ts';
import type { RemoteReading } from '../remote-reading.ts';
import { createBringing } from './bringing.ts';
import { withOpened, withoutProduct, withProduct } from './content.ts';
import { type CurrentSetup, createCurrent } from './current.ts';
import { createKeeping, type Keeping, type KeepingSetup } from './keeping.ts';
import { createLocate, type Locate } from './locate.ts';
import { ProjectError } from './project-file.ts';
import { requireProject } from './project-path.ts';
import { missingProduct } from './restore.ts';
import { createResults, type Results } from './results.ts';
import { createSaveAs, type SaveAs } from './save-as.ts';
import { createSwitching, type Switching, type SwitchingSetup } from './switching.ts';

/** The project that is open: there always is one. Whatever is set about it is in its file when the call returns. */
export interface Projects extends Keeping {
  state(): ProjectState;
  noteOpened(entry: OpenProduct): Promise<void>;
  noteClosed(key: string): Promise<void>;
  /** Its files went away or were spoilt while it was open: it is missing from now on, for this reason. */
  noteLost(key: string, reason: string): Promise<void>;
  recent(): Promise<readonly RecentProject[]>;
  /** The path of one of them. @throws NotFoundError */
  recentPath(id: string): Promise<string>;
  open(path: string): Promise<void>;
  create(): Promise<void>;
  readonly stopOpening: Switching['stopOpening'];
  readonly tryMissing: Switching['tryMissing'];
  readonly saveAs: SaveAs;
  readonly locate: Locate;
  forget(key: string): Promise<void>;
  /** Makes what was open last the project; its products are opened while others may work. */
  start(withProducts: boolean): Promise<void>;
  /** A job was queued or has ended. */
  keepResult: Results['keep'];
  noteResultRemoved: Results['noteRemoved'];
  close(): Promise<void>;
}

export interface ProjectsSetup extends KeepingSetup, CurrentSetup, SwitchingSetup {
  readonly queue: JobQueue;
  readonly remote: RemoteReading;
}

export function createProjects(setup: ProjectsSetup): Projects {
  const { shelf } = setup;
  const current = createCurrent(setup);
  const { change } = current;
  const keeping = createKeeping(setup, current);
  const results = createResults({
    ...setup,
    change,
    onTrouble: (error) => setup.onTrouble(error as NephoscopeError),
  });
  const bringing = createBringing(setup, change);
  const switching = createSwitching(setup, current, results, bringing);
  const locate = createLocate(setup, current, bringing);
  const saveAs = createSaveAs(shelf, current, switching);

  async function noteOpened(entry: OpenProduct): Promise<void> {
    const elsewhere = await setup.state.scene(entry.product.key);
    await change((now) => withOpened(now, entry, setup.samplesFolder, elsewhere));
    if (current.noteFound(entry.product.key)) current.tell();
  }

  async function open(path: string): Promise<void> {
    if (path === current.get().path) return;
    await requireProject(path);
    const next = current.at(path);
    await next.file.read();
    await switching.switchTo(next);
  }

  async function start(withProducts: boolean): Promise<void> {
    const path = await shelf.last();
    if (path === null) return shelf.noteOpened(current.get().path);
    const last = current.at(path);
    try {
      await last.file.read();
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error;
      return setup.onTrouble(error);
    }
    current.set(last);
    switching.begin(withProducts);
  }

  return {
    state: current.state,
    ...keeping,
    noteOpened: (entry) => noteOpened(entry).catch(setup.onTrouble),
    noteClosed: async (key) => {
      await change((now) => withProduct(now, key, (entry) => ({ ...entry, open: false })));
    },
    async noteLost(key, reason) {
      const project = current.get();
      const entry = (await current.content()).products.find((one) => one.key === key);
      if (!entry || current.isMissing(key) || project.isLeft) return;
      project.missing = [...project.missing, missingProduct(entry, new ProjectError(reason), setup)];
      current.tell();
    },
    recent: () => shelf.recent(current.get().path),
    recentPath: shelf.pathOf,
    open: (path) => inTurn('project', () => open(path)),
    create: () => inTurn('project', () => switching.switchTo(current.at(shelf.newUntitled()))),
    stopOpening: switching.stopOpening,
    tryMissing: switching.tryMissing,
    saveAs: (wanted, overwrite) => inTurn('project', () => saveAs(wanted, overwrite)),
    locate: (key, pointed, signal) => inTurn('project', () => locate(key, pointed, signal)),
    forget: (key) =>
      inTurn('project', async () => {
        await change((now) => withoutProduct(now, key));
        current.noteFound(key);
        current.tell();
      }),
    start,
    keepResult: results.keep,
    noteResultRemoved: results.noteRemoved,
    async close() {
      await switching.close();
      await results.settled();
    },
  };
}
