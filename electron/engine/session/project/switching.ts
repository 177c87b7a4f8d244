import type { ProjectProduct } from '../../contract/project.ts';
import { CancelledError, type NephoscopeError, throwIfCancelled } from '../../core/errors.ts';
import { RemoteRefusal } from '../../product/remote/refusal.ts';
import type { Confinement } from '../confinement.ts';
import type { ProductRegistry } from '../products.ts';
import type { ReferenceTable } from '../references.ts';
import type { Bringing } from './bringing.ts';
import type { CurrentProject, OpenProject } from './current.ts';
import { ProjectError } from './project-file.ts';
import { missingProduct, NOT_LOADED } from './restore.ts';
import type { Results } from './results.ts';
import type { Shelf } from './shelf.ts';

/** Goes from one project to another, and opens its products while others may work. */
export interface Switching {
  /** Begins to open the products of the current project, or to say of them that they are left out. */
  begin(withProducts: boolean): void;
  /** Closes what is open and goes on with another project, which can be read. */
  switchTo(next: OpenProject): Promise<void>;
  /** Opens no more products of the current project: those that are not open yet are missing until they are asked for. */
  stopOpening(): Promise<void>;
  /**
   * Begins to open again what is missing on the disk, unless products are being opened already; what is on the network waits
   * until it is asked for by itself.
   */
  tryMissing(): void;
  /** Resolves when nothing is being opened. */
  settled(): Promise<void>;
  /** Opens nothing any more. */
  close(): Promise<void>;
}

const GIVEN_UP = 'Its opening was cancelled.';
const LEFT_OUT = 'The engine was started with nothing open.';

export interface SwitchingSetup {
  readonly shelf: Shelf;
  readonly products: ProductRegistry;
  readonly references: ReferenceTable;
  readonly confinement: Confinement;
  /** Called when products were opened or closed. */
  readonly onProducts: () => Promise<void>;
  readonly onTrouble: (error: NephoscopeError) => void;
}

export function createSwitching(
  setup: SwitchingSetup,
  current: CurrentProject,
  results: Results,
  { bringBack }: Pick<Bringing, 'bringBack'>,
): Switching {
  const { shelf, products, references, confinement } = setup;
  let restoring: Promise<void> = Promise.resolve();
  let giveUp = new AbortController();
  let isClosed = false;

  async function bringIn(entry: ProjectProduct, withProducts: boolean, signal: AbortSignal): Promise<void> {
    if (!withProducts) throw new ProjectError(LEFT_OUT);
    if (entry.remote) throw new RemoteRefusal(NOT_LOADED);
    try {
      throwIfCancelled(signal);
      await bringBack(entry, entry.place, { signal });
    } catch (error) {
      throw error instanceof CancelledError ? new ProjectError(GIVEN_UP) : error;
    }
  }

  /** Opens one after the other, and keeps of each that is not open why. */
  async function bringAll(
    project: OpenProject,
    entries: readonly ProjectProduct[],
    bring: (entry: ProjectProduct) => Promise<void>,
  ): Promise<void> {
    for (const [done, entry] of entries.entries()) {
      if (isClosed || project.isLeft) return;
      project.opening = { done, total: entries.length };
      if (done > 0) current.tell();
      const others = () => project.missing.filter(({ key }) => key !== entry.key);
      try {
        await bring(entry);
        project.missing = others();
      } catch (error) {
        project.missing = [...others(), missingProduct(entry, error, { products, confinement })];
      }
    }
    project.opening = null;
    await setup.onProducts();
    current.tell();
  }

  async function restore(project: OpenProject, withProducts: boolean, signal: AbortSignal): Promise<void> {
    const { products: known, results: kept } = await current.content();
    await results.restore(kept);
    const entries = known.filter(({ open }) => open);
    await bringAll(project, entries, (entry) => bringIn(entry, withProducts, signal));
  }

  async function restoreMissing(project: OpenProject, signal: AbortSignal): Promise<void> {
    const { products: known } = await current.content();
    const entries = known.filter(({ key, remote }) => !remote && current.isMissing(key));
    await bringAll(project, entries, (entry) => bringIn(entry, true, signal));
  }

  function beginOpening(open: (project: OpenProject, signal: AbortSignal) => Promise<void>): void {
    const project = current.get();
    project.opening = { done: 0, total: 0 };
    current.tell();
    giveUp = new AbortController();
    restoring = open(project, giveUp.signal).catch(setup.onTrouble);
  }

  const begin = (withProducts: boolean): void =>
    beginOpening((project, signal) => restore(project, withProducts, signal));

  async function closeProducts(): Promise<void> {
    for (const { id, product } of products.list()) {
      references.forget(product);
      await products.close(id);
    }
  }

  return {
    begin,
    async switchTo(next) {
      const left = current.get();
      left.isLeft = true;
      giveUp.abort();
      await restoring;
      const isEmpty = shelf.isUntitled(left.path) && (await current.content().catch(() => null))?.products.length === 0;
      await results.settled();
      current.set(next);
      results.clear();
      await closeProducts();
      await shelf.noteOpened(next.path);
      if (isEmpty) await shelf.remove(left.path);
      begin(true);
    },
    async stopOpening() {
      giveUp.abort();
      await restoring;
    },
    tryMissing() {
      if (current.get().opening === null) beginOpening(restoreMissing);
    },
    settled: () => restoring,
    async close() {
      isClosed = true;
      giveUp.abort();
      await restoring;
    },
  };
}
