import { basename } from 'node:path';
import type { MissingProduct, ProjectProduct } from '../../contract/project.ts';
import { NephoscopeError } from '../../core/errors.ts';
import { movedAlike } from '../../core/moved-alike.ts';
import { findProducts } from '../../produce/find-products.ts';
import type { RemoteAccess } from '../../product/remote/access.ts';
import type { Confinement } from '../confinement.ts';
import { productPlace } from '../product-place.ts';
import type { OpenProduct, ProductRegistry } from '../products.ts';

export interface Opener {
  readonly products: ProductRegistry;
  readonly confinement: Confinement;
}

/** How a product of a project is opened: the right to fetch it over the network, and what gives it up. */
export interface OpeningHow {
  readonly remote?: RemoteAccess | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens a product of a project; of a folder that the user pointed to, the one of the same name in it. */
export async function openEntry(
  { products, confinement }: Opener,
  { granule, reading }: Pick<ProjectProduct, 'granule' | 'reading'>,
  place: string,
  { remote, signal }: OpeningHow = {},
): Promise<OpenProduct> {
  return products.open(await productPlace({ confinement }, place), { granule, reading, remote }, { signal });
}

/** What is said of a product on the network: a project that is opened fetches nothing by itself. */
export const NOT_LOADED = 'It is on the network and not loaded: nothing is fetched unless you ask for it.';

/** Where in a place that the user pointed to a product is: it itself, or the one of its name in that folder. */
export async function findEntry(
  { name, place }: Pick<ProjectProduct, 'name' | 'place'>,
  pointed: string,
  signal?: AbortSignal,
): Promise<string> {
  const found = await findProducts(pointed, undefined, signal);
  const names = [basename(place), name];
  return (
    found.find((path) => names.some((one) => basename(path).startsWith(one.replace(/\.(SAFE|zip)$/i, '')))) ?? pointed
  );
}

/** Why a product of a project is not open, as one line. */
export function missingProduct(entry: ProjectProduct, error: unknown, { confinement }: Opener): MissingProduct {
  const reason = error instanceof NephoscopeError ? error.message : String(error);
  const { key, name, place, remote = null } = entry;
  return { key, name, displayPath: confinement.show(place), reason: confinement.show(reason), remote };
}

/** Places to try for a product that is missing, once another one was found where it had been moved to. */
export function placesLike({ place }: ProjectProduct, moved: { readonly from: string; readonly to: string }) {
  return movedAlike(place, moved.from, moved.to);
}
