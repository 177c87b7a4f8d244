import { ProductError } from '../../core/errors.ts';
import { type FileEntry, type FileTree, headOf, mapFiles } from '../files.ts';
import { commonLayerOf, layerOf } from '../layers.ts';
import type { RemoteAccess } from './access.ts';

/** A file of a product on a server. */
export interface ListedFile {
  /** Path inside the product. */
  readonly path: string;
  readonly url: string;
  /** Size as the product's own list says; null where it does not. */
  readonly bytes: number | null;
  /** What its bytes add up to by that list; null where it does not say. */
  readonly digest: string | null;
}

/** Whether a file is one that masks or what is shown are made of: a band, a class raster, metadata. */
export function isWanted(path: string): boolean {
  const name = path.split('/').at(-1)!;
  if (/^(MTD|metadata)[^/]*\.xml$|^(product|granule)[_-]metadata\.xml$/i.test(name)) return true;
  return /\.(jp2|tiff?)$/i.test(name) && (layerOf(path)?.layer ?? commonLayerOf(path)) !== null;
}

/**
 * Files on servers as a tree. Of those whose size and content are listed nothing is fetched yet; of others the first bytes.
 *
 * @param own files of the tree that are here already
 */
export async function treeOfRemote(
  name: string,
  files: readonly ListedFile[],
  remote: RemoteAccess,
  own: readonly FileEntry[] = [],
): Promise<FileTree> {
  const fetched = await mapFiles(files, (file) => entryOf(file, remote));
  return {
    kind: 'folder',
    isRemote: true,
    name,
    entries: [...fetched, ...own].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    notes: [],
    // Whether a server has another file now is noticed when it is read.
    stamps: async () => new Map([...fetched, ...own].map(({ path, stamp }) => [path, stamp] as const)),
    async close() {},
  };
}

async function entryOf({ path, url, bytes, digest }: ListedFile, remote: RemoteAccess): Promise<FileEntry> {
  const open = async () => {
    const file = await remote.open(url);
    if (bytes === null || file.size === bytes) return file;
    throw new ProductError(`${file.name} has ${file.size} bytes on its server; the product's list says ${bytes}.`, {
      remedy: 'Use another copy of the product.',
    });
  };
  const { size, stamp } =
    bytes !== null && digest !== null ? { size: bytes, stamp: `${bytes} ${digest}` } : await open();
  return { path, size, stamp, randomAccess: false, open, head: (length) => headOf(open, length) };
}
