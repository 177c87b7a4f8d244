import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ProductError, throwIfCancelled } from '../core/errors.ts';
import { reasonOf } from '../core/system-errors.ts';
import { holdsBandFiles } from '../product/layers.ts';
import { isZarrProduct } from '../product/zarr/hierarchy.ts';
import { holdsProduct } from '../product/zip-peek.ts';

const DEEPEST = 3;

/** Told of what in a folder could not be looked into, and why, in words that follow its name and a colon. */
export type OnSkipped = (path: string, why: string) => void;

/** The sentence of it, of a path as a person is to see it. */
export const leftOut = (path: string, why: string): string => `${path} is left out: ${why}.`;

/**
 * Products at a path: the path itself when it is a product by its name or holds a product's metadata or its band files, otherwise the
 * products in the folder and the folders below it (three levels). Sorted by path.
 */
export async function findProducts(
  path: string,
  onSkipped?: OnSkipped,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const product of walkProducts(path, onSkipped, signal)) found.push(product);
  return found;
}

/**
 * The products at all of some paths.
 * @throws ProductError where there is none at one of them
 */
export async function requireProducts(paths: readonly string[], onSkipped?: OnSkipped): Promise<readonly string[]> {
  return (await Promise.all(paths.map((path) => productsOf(path, onSkipped)))).flat();
}

async function productsOf(path: string, onSkipped?: OnSkipped): Promise<readonly string[]> {
  const found = await findProducts(path, onSkipped);
  if (found.length > 0) return found;
  const names: readonly string[] = await readdir(path).catch(() => []);
  const tiffs = names.filter((name) => /\.tiff?$/i.test(name)).length;
  throw new ProductError(
    `${path} holds no product${tiffs === 0 ? '' : `, but ${tiffs === 1 ? 'a GeoTIFF' : `${tiffs} GeoTIFFs`}`}.`,
    {
      file: path,
      remedy:
        tiffs === 0
          ? `Choose a folder with SAFE products, zips of them, EOPF Zarr or band files at most ${DEEPEST} folders down.`
          : `Name each GeoTIFF that stands for a product (${join(path, '*.tif')} where no others lie there): masks and composites look alike.`,
    },
  );
}

/** The same one after the other, for folders of many thousands. @throws CancelledError once the signal is given up */
export async function* walkProducts(
  path: string,
  onSkipped: OnSkipped = () => undefined,
  signal?: AbortSignal,
  depth = 0,
): AsyncGenerator<string> {
  throwIfCancelled(signal);
  const skip = (error: NodeJS.ErrnoException): null => {
    if (depth > 0) onSkipped(path, whySkipped(path, error.code ?? String(error)));
    return null;
  };
  const stats = await stat(path).catch(skip);
  if (!stats?.isDirectory()) {
    if (depth === 0 || (stats !== null && (await isProductFile(path)))) yield path;
    return;
  }
  const all: readonly string[] | null = await readdir(path).catch(skip);
  if (all === null) return;
  const names = all.filter((name) => !name.startsWith('.'));
  const isProduct =
    /\.safe$/i.test(path) ||
    isZarrProduct(all) ||
    names.some((name) => /^(S2[A-Z]_OPER_)?MTD_.*\.xml$/i.test(name)) ||
    holdsBandFiles(names);
  if (isProduct) {
    yield path;
    return;
  }
  if (depth === DEEPEST) return;
  for (const name of names.toSorted()) yield* walkProducts(join(path, name), onSkipped, signal, depth + 1);
}

function whySkipped(path: string, code: string): string {
  // What Node puts in the place of bytes that are no UTF-8: no path leads there any more.
  if (path.includes('\ufffd')) return 'its name is not in UTF-8; rename it';
  if (code === 'ENOENT') return 'it is a link that leads nowhere';
  return code === 'EACCES' || code === 'EPERM' ? 'it may not be read by you' : reasonOf(code);
}

/** A zip by a name of ESA's, or one in which a product lies. */
async function isProductFile(path: string): Promise<boolean> {
  if (!/\.zip$/i.test(path)) return false;
  return /^S2[A-Z]_.*\.zip$/i.test(basename(path)) || holdsProduct(path);
}
