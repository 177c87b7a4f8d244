import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Reading } from '../contract/reading.ts';
import { NephoscopeError } from '../core/errors.ts';
import { inTurn } from '../core/in-turn.ts';
import { openProduct } from '../product/open.ts';
import type { RemoteAccess } from '../product/remote/access.ts';
import type { OpenProductOptions, Product } from '../product/types.ts';
import { NotFoundError } from './errors.ts';

/** How a product is opened; with its path, enough to open it again. */
export interface ProductChoice {
  readonly granule?: string | undefined;
  readonly reading?: Reading | undefined;
  /** The right to fetch it over the network, for as long as it is open. */
  readonly remote?: RemoteAccess | undefined;
  /** Its address in full, where the path is that without what is not kept. */
  readonly address?: string | undefined;
}

/** A product that is open, under the engine's own id. */
export interface OpenProduct extends ProductChoice {
  readonly id: string;
  readonly product: Product;
  readonly path: string;
}

export interface ProductRegistry {
  /** Opens a product, or returns it when the same content is open, read the same. `id` brings back one of an earlier process. */
  open(
    path: string,
    choice?: ProductChoice,
    how?: { readonly id?: string; readonly signal?: AbortSignal | undefined },
  ): Promise<OpenProduct>;
  /** Opens a product under the same id again, read otherwise. */
  change(id: string, reading: Reading): Promise<OpenProduct>;
  /** Opens a product under the same id again, as it is now. */
  reload(id: string): Promise<OpenProduct>;
  /**
   * Looks whether files of an open product were changed on disk, at most every {@link LOOK_MILLISECONDS}, seldomer on a slow disk, and opens it
   * again under the same id when they were. What then cannot be opened any more is closed.
   */
  refresh(id: string): Promise<void>;
  /** How a path would be opened here: a product of a recent list, of a queue. */
  options(choice: ProductChoice): OpenProductOptions;
  /** @throws NotFoundError */
  get(id: string): OpenProduct;
  list(): readonly OpenProduct[];
  close(id: string): Promise<void>;
}

export interface RegistryOptions {
  /** Closes what others have opened of a product. */
  readonly release: (product: Product) => Promise<void>;
  readonly onChanged: (id: string, reason: string) => void;
  /** It is closed by now, since its files can no longer be opened. */
  readonly onClosed: (entry: OpenProduct, reason: string) => void;
  /** As of `OpenProductOptions`. */
  readonly linksWithin?: string | undefined;
  /** Least time between two looks at the files of a product; 2 s by default, 0 looks whenever asked. */
  readonly lookMilliseconds?: number;
}

const LOOK_MILLISECONDS = 2000;
/** On slow disks looking takes at most one part in so many of the time. */
const LOOK_SHARE = 20;

export function createProductRegistry(setup: RegistryOptions): ProductRegistry {
  const { release, linksWithin } = setup;
  const open = new Map<string, OpenProduct>();
  const looks = createLooks(setup.lookMilliseconds ?? LOOK_MILLISECONDS);
  let count = 0;
  const options = (choice: ProductChoice) => openingOf(choice, linksWithin);
  const discard = async (product: Product): Promise<void> => {
    await release(product);
    await product.close();
  };
  const close = async (id: string): Promise<void> => {
    const entry = open.get(id);
    if (!entry) return;
    open.delete(id);
    looks.forget(id);
    await discard(entry.product);
  };
  const get = (id: string): OpenProduct => {
    const entry = open.get(id);
    if (!entry) throw new NotFoundError('This product is not open any more.', { remedy: 'Open it again.' });
    return entry;
  };
  const replace = async (entry: OpenProduct, how: Pick<ProductChoice, 'granule' | 'reading'>): Promise<OpenProduct> => {
    const { id, path, remote, address } = entry;
    const choice = { ...how, remote, address };
    const product = await openProduct(address ?? path, options(choice));
    const fresh = { ...choice, id, path, product };
    open.set(entry.id, fresh);
    await discard(entry.product);
    return fresh;
  };
  const refreshNow = async (id: string): Promise<void> => {
    const entry = open.get(id);
    const changed = entry ? await looks.changedFiles(entry) : [];
    if (!entry || changed.length === 0) return;
    const what = `Files of ${entry.product.id} were changed on disk (${namesOf(changed)})`;
    try {
      const { granule } = entry.product;
      await replace(entry, {
        granule: entry.product.granules.length > 1 ? granule : entry.granule,
        reading: entry.reading,
      });
      setup.onChanged(id, `${what}: it was read again, and masks of what it was before do not count any more.`);
    } catch (error) {
      if (!(error instanceof NephoscopeError)) throw error;
      await close(id);
      const isGone = entry.address === undefined && !existsSync(entry.path);
      setup.onClosed(entry, isGone ? goneText(entry) : `${what} and it can no longer be opened: ${error.message}`);
    }
  };
  return {
    async open(path, choice = {}, { id, signal } = {}) {
      const product = await openProduct(choice.address ?? path, { ...options(choice), ...(signal ? { signal } : {}) });
      const twin = [...open.values()].find((entry) => isSameReading(entry.product, product));
      if (twin) {
        await product.close();
        return twin;
      }
      count++;
      const entry = { ...choice, id: id ?? `p${count}-${product.key.slice(0, 6)}`, product, path };
      open.set(entry.id, entry);
      return entry;
    },
    change: (id, reading) => {
      const entry = get(id);
      return inTurn(`product ${id}`, () => replace(entry, { granule: entry.granule, reading }));
    },
    reload: (id) => {
      const { granule, reading, remote } = get(id);
      remote?.renew();
      return inTurn(`product ${id}`, () => replace(get(id), { granule, reading }));
    },
    refresh: (id) => inTurn(`product ${id}`, () => refreshNow(id)),
    options,
    get,
    list: () => [...open.values()],
    close,
  };
}

function openingOf({ granule, reading, remote }: ProductChoice, linksWithin: string | undefined): OpenProductOptions {
  return {
    ...(granule === undefined ? {} : { granule }),
    ...(reading === undefined ? {} : { stack: withoutGaps(reading) }),
    ...(linksWithin === undefined ? {} : { linksWithin }),
    ...(remote === undefined ? {} : { remote }),
  };
}

/** Whether two are the same content, read the same. */
const isSameReading = (a: Product, b: Product): boolean =>
  a.contentKey === b.contentKey && a.key === b.key && a.granule === b.granule;

const NAMED_FILES = 3;

function namesOf(paths: readonly string[]): string {
  const names = paths.slice(0, NAMED_FILES).map((path) => basename(path));
  const more = paths.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const goneText = ({ product }: OpenProduct): string =>
  `${product.id} was moved, renamed or deleted on disk while it was open.`;

/** Looks at the files of open products, each at most so often. */
function createLooks(lookMilliseconds: number) {
  /** When the files of a product may be looked at again. */
  const next = new Map<string, number>();
  return {
    /** Names of files that were changed on disk; none where it is too early to look again. */
    async changedFiles({ id, product, path }: OpenProduct): Promise<readonly string[]> {
      const begin = performance.now();
      if (begin < (next.get(id) ?? Number.NEGATIVE_INFINITY)) return [];
      const changed = await product.changedFiles().catch(() => [path]);
      const end = performance.now();
      if (lookMilliseconds > 0) next.set(id, end + Math.max(lookMilliseconds, LOOK_SHARE * (end - begin)));
      return changed;
    },
    forget: (id: string): void => void next.delete(id),
  };
}

/** Without the keys that say nothing, as `exactOptionalPropertyTypes` wants it. */
function withoutGaps(reading: Reading): NonNullable<OpenProductOptions['stack']> {
  return Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined));
}
