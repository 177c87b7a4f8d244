import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { movedAlike } from '../core/moved-alike.ts';
import { isAddress } from '../product/remote/address.ts';
import type { Product } from '../product/types.ts';
import { LabelError } from './documents.ts';
import {
  changeProject,
  describeProjectProduct,
  type LabelFolder,
  type ProjectDocument,
  placeIn,
  placesOfProduct,
  withProduct,
} from './project.ts';

type Described = ProjectDocument['products'][number];

/** Refuses a product that is not the one of the project. @throws LabelError */
export function requireSame(described: Pick<Described, 'key' | 'name'>, found: Product, path: string): void {
  const { key, name } = described;
  if (found.key === key) return;
  if (found.id === name)
    throw new LabelError(`${name} has other files here than when its chips were made; its labels may not fit them.`, {
      file: path,
      remedy: 'Point to the product as it was then, whole.',
    });
  throw new LabelError(`${found.id} is another product than ${name}.`, { file: path, remedy: `Point to ${name}.` });
}

/** The first of the places where a product of a project may be at which something is; null where nothing is. */
export async function placeNow(folder: string, product: Described): Promise<string | null> {
  for (const place of placesOfProduct(folder, product))
    if ((await stat(place).catch(() => null)) !== null) return place;
  return null;
}

/**
 * Has the project keep where one of its products is now, and the same of others that are missing and would be there if what
 * moved this one moved them as well; what lies there is looked at when it is opened.
 * @throws LabelError for another product
 */
export async function keepPlace(
  project: LabelFolder,
  described: Described,
  found: { readonly product: Product; readonly path: string; readonly reading?: Described['reading'] | undefined },
): Promise<LabelFolder> {
  const { folder } = project;
  requireSame(described, found.product, found.path);
  const fresh = describeProjectProduct(folder, found.product, found);
  return changeProject(folder, async (document) => {
    let changed = withProduct(document, fresh);
    for (const other of document.products) {
      if (other.key === fresh.key || isAddress(other.absolutePath)) continue;
      if ((await placeNow(folder, other)) !== null) continue;
      for (const place of movedAlike(other.absolutePath, described.absolutePath, resolve(found.path))) {
        if ((await stat(place).catch(() => null)) === null) continue;
        changed = withProduct(changed, { ...other, ...placeIn(folder, place) });
        break;
      }
    }
    return changed;
  });
}
