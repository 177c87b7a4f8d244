import { baseName, type FileEntry, folderOf } from './files.ts';
import { attribute, elements, readXml, text, type XmlNode } from './xml.ts';

/** What the bytes of a file add up to, by who wrote it. */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha3-256';
  /** Hex, lower case. */
  readonly digest: string;
}

const ALGORITHMS: Readonly<Record<string, Checksum['algorithm']>> = { MD5: 'md5', 'SHA3-256': 'sha3-256' };

/** The list of a product, where it has one. @param root folder of the product inside the tree */
export function manifestOf(entries: readonly FileEntry[], root: string): FileEntry | undefined {
  return entries.find(({ path }) => folderOf(path) === root && baseName(path).toLowerCase() === 'manifest.safe');
}

/**
 * Looks files up in ESA's own list, `manifest.safe` (XFDU, CCSDS 661.0-B-1), which is read once when it is first asked.
 * Null for files that it does not name, in a way that is not known, and where there is no list that can be read.
 *
 * @param root folder of the product inside the tree
 */
export function manifestChecksums(
  entries: readonly FileEntry[],
  root: string,
): (path: string) => Promise<Checksum | null> {
  const entry = manifestOf(entries, root);
  let listed: Promise<ReadonlyMap<string, Checksum>> | undefined;
  return async (path) => {
    if (!entry) return null;
    listed ??= readXml(entry).then(
      ({ node }) => checksumsIn(node, root),
      () => new Map(),
    );
    return (await listed).get(path) ?? null;
  };
}

/** By path inside the tree. */
function checksumsIn(manifest: XmlNode, root: string): Map<string, Checksum> {
  const found = new Map<string, Checksum>();
  for (const { path, checksum } of manifestFiles(manifest))
    if (checksum) found.set(root === '' ? path : `${root}/${path}`, checksum);
  return found;
}

/** A file as `manifest.safe` lists it. */
export interface ManifestFile {
  /** Below the product's folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number | null;
  readonly checksum: Checksum | null;
}

/** The files that a `manifest.safe` lists. */
export function manifestFiles(manifest: XmlNode): readonly ManifestFile[] {
  return elements(manifest, 'byteStream').flatMap((stream) => {
    if (typeof stream === 'string') return [];
    const [location] = elements(stream, 'fileLocation');
    const href = location && attribute(location, 'href');
    if (!href) return [];
    const [checksum] = elements(stream, 'checksum');
    const algorithm = checksum && ALGORITHMS[attribute(checksum, 'checksumName')?.toUpperCase() ?? ''];
    const digest = text(stream, 'checksum')?.toLowerCase();
    const size = Number(attribute(stream, 'size') ?? Number.NaN);
    return {
      path: href.replace(/^\.?[\\/]+/, '').replaceAll('\\', '/'),
      bytes: Number.isSafeInteger(size) && size >= 0 ? size : null,
      checksum: algorithm && digest ? { algorithm, digest } : null,
    };
  });
}
