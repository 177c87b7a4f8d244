import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ExportError } from '../core/errors.ts';
import { isMetadataName } from './metadata-files.ts';
import { isZarrProduct } from './zarr/hierarchy.ts';

/** Whether a folder is a product as it is delivered, or a granule of one, by its name and the names in it. */
function isDelivered(folder: string, names: readonly string[]): boolean {
  const holds = (kind: 'product' | 'granule'): boolean => names.some((name) => isMetadataName(name, kind));
  return (
    /\.safe$/i.test(basename(folder)) ||
    names.includes('manifest.safe') ||
    (names.includes('GRANULE') && holds('product')) ||
    (names.includes('IMG_DATA') && holds('granule')) ||
    isZarrProduct(names)
  );
}

/**
 * Refuses to write into a product: its checksums and copies are to stay what they were delivered as. Links are followed;
 * folders of loose band files are the user's own and are written into.
 * @param path a folder to be written into, or a file to be written; need not be there yet
 * @throws ExportError that names the product
 */
export async function requireOwnPlace(path: string): Promise<void> {
  for (let folder = await realBeginning(resolve(path)); folder !== dirname(folder); folder = dirname(folder)) {
    const names = await readdir(folder).catch(() => null);
    if (names === null || !isDelivered(folder, names)) continue;
    const name = basename(folder);
    const file = resolve(path);
    const lies = basename(file) === name ? 'is a product' : `lies in the product ${name}`;
    throw new ExportError(`${file} ${lies}, and nothing is written into a product.`, {
      file,
      remedy: `Choose a folder outside of it, for example ${resolve(folder, '..', 'masks')}.`,
    });
  }
}

/** What of a path is there, with links resolved. */
async function realBeginning(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real !== null || dirname(path) === path) return real ?? path;
  return realBeginning(dirname(path));
}
