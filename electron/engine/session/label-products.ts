import { stat } from 'node:fs/promises';
import { NephoscopeError } from '../core/errors.ts';
import type { Chip } from '../label/chips.ts';
import { keepPlace, requireSame } from '../label/moved.ts';
import { type LabelFolder, type ProjectDocument, placesOfProduct, projectProduct } from '../label/project.ts';
import { isAddress } from '../product/remote/address.ts';
import { remoteRefusal } from '../product/remote/refusal.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from './context.ts';
import { NotFoundError } from './errors.ts';
import { pathOf } from './path-of.ts';
import type { OpenProduct } from './products.ts';
import { findEntry } from './project/restore.ts';

type Described = ProjectDocument['products'][number];

/**
 * Opens a product of a project, or gives it where it is open.
 * @throws NotFoundError where its files are not there; LabelError where another product is; CancelledError
 */
export async function openProjectProduct(
  context: SessionContext,
  project: LabelFolder,
  key: string,
  signal?: AbortSignal,
): Promise<OpenProduct> {
  const open = context.products.list().find(({ product }) => product.key === key);
  if (open) return open;
  const described = projectProduct(project, key);
  let other: unknown = null;
  for (const place of placesOfProduct(project.folder, described)) {
    if (isAddress(place)) throw remoteRefusal(described.name);
    const path = await context.confinement.inside(place).catch(() => null);
    const isThere = path !== null && (await stat(path).catch(() => null)) !== null;
    if (!isThere) continue;
    try {
      return await openSame(context, described, path, signal);
    } catch (error) {
      if (!(error instanceof NephoscopeError) || signal?.aborted) throw error;
      other ??= error;
    }
  }
  if (other !== null) throw other;
  throw new NotFoundError(`${described.name} is not where it was when its chips were made.`, {
    file: described.absolutePath,
    remedy: 'Put it back, or point to where it is now; products that were moved with it are then found as well.',
  });
}

/** Gives products of a project by their keys, opened where they are not. */
export function projectProducts(context: SessionContext, project: LabelFolder) {
  return async <T>(key: string, work: (product: Product) => Promise<T>): Promise<T> =>
    work((await openProjectProduct(context, project, key)).product);
}

/**
 * Opens a chip's product from where it is now, or from the folder that holds it, and has the project keep that, for others
 * that were moved with it as well.
 * @throws LabelError for another product, which is not left open; CancelledError
 */
export async function locateProduct(
  context: SessionContext,
  project: LabelFolder,
  { product: { key } }: Pick<Chip, 'product'>,
  { handle, signal }: { readonly handle: string; readonly signal?: AbortSignal },
): Promise<OpenProduct> {
  const described = projectProduct(project, key);
  const pointed = await pathOf(context, handle);
  const path = await findEntry({ name: described.name, place: described.absolutePath }, pointed, signal);
  const entry = await openSame(context, described, await context.confinement.inside(path), signal);
  await keepPlace(project, described, entry);
  return entry;
}

/** Opens what is at a path as a product of a project. @throws LabelError for another product, which is not left open */
async function openSame(
  { products }: SessionContext,
  described: Described,
  path: string,
  signal?: AbortSignal,
): Promise<OpenProduct> {
  const { key, granule, reading } = described;
  const before = new Set(products.list().map(({ id }) => id));
  // Not by its granule: where another product is, it would be asked for one that it does not have.
  let entry = await products.open(path, { reading }, { signal });
  if (entry.product.key !== key && entry.product.granules.includes(granule)) {
    if (!before.has(entry.id)) await products.close(entry.id);
    entry = await products.open(path, { granule, reading }, { signal });
  }
  try {
    requireSame(described, entry.product, path);
    return entry;
  } catch (error) {
    if (!before.has(entry.id)) await products.close(entry.id);
    throw error;
  }
}
