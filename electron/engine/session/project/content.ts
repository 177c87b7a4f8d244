import type { ProjectProduct } from '../../contract/project.ts';
import type { Product } from '../../product/types.ts';
import { ConflictError, type Kept } from '../json-file.ts';
import type { OpenProduct } from '../products.ts';
import { remotePlaceOf } from '../remote-reading.ts';
import type { SceneSettings } from '../state.ts';
import type { ProjectContent } from './project-file.ts';

/** What a product's entry says of where it is and how it is read. */
function choiceOf(entry: OpenProduct, samplesFolder: string) {
  const { path, product, reading } = entry;
  return {
    name: product.id,
    place: path,
    isSample: path.startsWith(samplesFolder),
    ...(product.granules.length > 1 ? { granule: product.granule } : {}),
    ...(reading === undefined ? {} : { reading }),
    // One that is on the disk now was perhaps on the network before.
    remote: remotePlaceOf(entry),
  };
}

/** An open product joins the project, or comes back to its entry; a new one begins with what is kept of its scene elsewhere. */
export function withOpened(
  content: ProjectContent,
  entry: OpenProduct,
  samplesFolder: string,
  elsewhere: Kept<SceneSettings>,
): ProjectContent {
  const { key } = entry.product;
  const known = content.products.find((one) => one.key === key);
  const opened: ProjectProduct = {
    settings: elsewhere.value,
    settingsRevision: elsewhere.revision,
    references: [],
    ...known,
    ...choiceOf(entry, samplesFolder),
    key,
    open: true,
  };
  // One that was closed comes last; one that only changed stays in its place.
  const rest = content.products.filter((one) => one.key !== key);
  if (!known?.open) return { ...content, products: [...rest, opened] };
  return { ...content, products: content.products.map((one) => (one.key === key ? opened : one)) };
}

/** Changes one product's entry. */
export function withProduct(
  content: ProjectContent,
  key: string,
  change: (product: ProjectProduct) => ProjectProduct,
): ProjectContent {
  return { ...content, products: content.products.map((one) => (one.key === key ? change(one) : one)) };
}

export function withoutProduct(content: ProjectContent, key: string): ProjectContent {
  return { ...content, products: content.products.filter((one) => one.key !== key) };
}

/** Refuses a change that is based on another revision than the one that is kept. */
export function requireRevision(kept: number, expected: number | undefined): void {
  if (expected === undefined || expected === kept) return;
  throw new ConflictError('This was changed in another window meanwhile.', {
    remedy: 'Look at what it is now, and change it again.',
  });
}

/** The entry of an open product under the key that its files have now; what was set about it is kept. */
export function withKey(content: ProjectContent, key: string, product: Product): ProjectContent {
  if (key === product.key) return content;
  return withProduct(withoutProduct(content, product.key), key, (entry) => ({ ...entry, key: product.key }));
}
