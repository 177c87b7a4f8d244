import { ProductError } from '../../core/errors.ts';
import { manifestFiles } from '../checksums.ts';
import type { FileEntry } from '../files.ts';
import { headOf } from '../files.ts';
import { readXml } from '../xml.ts';
import type { RemoteAccess } from './access.ts';
import { isWanted, type ListedFile } from './remote-files.ts';

const MANIFEST = 'manifest.safe';

/**
 * Address of the list of files of the SAFE product that an address tells of: of its folder (`NAME.SAFE`), its
 * `manifest.safe` or its `MTD_*.xml`; null where it is none of these. What follows the question mark stays: a signature
 * for a folder is one for its files.
 */
export function manifestAddress(address: string): string | null {
  const url = new URL(address);
  const path = url.pathname.replace(/\/+$/, '');
  if (/\/(manifest\.safe|MTD_MSIL\w+\.xml)$/i.test(path)) url.pathname = path.replace(/[^/]+$/, MANIFEST);
  else if (/\.SAFE$/i.test(path)) url.pathname = `${path}/${MANIFEST}`;
  else return null;
  return url.href;
}

/**
 * The files of a SAFE product on a server, as its own list names them; nothing but the list is fetched.
 * @throws ProductError where it is no such list, or one that leads out of the product
 */
export async function listSafe(manifest: string, remote: RemoteAccess): Promise<readonly ListedFile[]> {
  const { name, size, stamp } = await remote.open(manifest);
  const open = () => remote.open(manifest);
  const head = (length: number) => headOf(open, length);
  const entry: FileEntry = { path: name, size, stamp, randomAccess: false, open, head };
  const base = new URL(manifest);
  const listed = manifestFiles((await readXml(entry)).node).map(({ path, bytes, checksum }): ListedFile => {
    if (path.startsWith('/') || path.split('/').includes('..') || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
      throw new ProductError(`${name} lists ${path}, which is outside of the product.`, {
        remedy: 'Use another copy of the product.',
      });
    }
    const url = new URL(path.split('/').map(encodeURIComponent).join('/'), base);
    url.search = base.search;
    return { path, url: url.href, bytes, digest: checksum && `${checksum.algorithm} ${checksum.digest}` };
  });
  const files = listed.filter(({ path }) => isWanted(path));
  if (files.length > 0) return files;
  throw new ProductError(`${name} lists no band of a Sentinel-2 product.`, {
    remedy: 'Give the address of the manifest.safe of a Sentinel-2 product.',
  });
}
