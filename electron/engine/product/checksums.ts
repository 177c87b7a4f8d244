import { baseName, type FileEntry, folderOf } from './files.ts';
import { attribute, elements, readXml, text, type XmlNode } from './xml.ts';

/** What the bytes of a file add up to, by who wrote it: `manifest.safe`, or the zip (`crc32`). */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha3-256' | 'crc32';
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
 * Of those that it does not name, in a way that is not known, or where there is no list that can be read, it is what a
 * zip says; null outside of zips.
 *
 * @param root folder of the product inside the tree
 */
export function productChecksums(
  entries: readonly FileEntry[],
  root: string,
): (entry: FileEntry) => Promise<Checksum | null> {
  const manifest = manifestOf(entries, root);
  let listed: Promise<ReadonlyMap<string, Checksum>> | undefined;
  return async (entry) => {
    listed ??= manifest
      ? readXml(manifest).then(
          ({ node }) => checksumsIn(node, root),
          () => new Map(),
        )
      : Promise.resolve(new Map());
    return (await listed).get(entry.path) ?? zipChecksum(entry);
  };
}

function zipChecksum({ crc32 }: FileEntry): Checksum | null {
  return crc32 === undefined ? null : { algorithm: 'crc32', digest: hexOfCrc32(crc32) };
}

/** A sum of 32 bits as eight digits. */
export function hexOfCrc32(sum: number): string {
  return sum.toString(16).padStart(8, '0');
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
