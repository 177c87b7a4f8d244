import { ProductError } from '../../core/errors.ts';
import { baseName, type FileEntry, type FileTree, folderOf, isUnder, readEntry } from '../files.ts';
import { readArrayMetadata } from './array-metadata.ts';
import { type ChunkSource, chunkSource } from './chunk-source.ts';
import { asRecord, parseLenientJson } from './lenient-json.ts';

/** Consolidated metadata of a product have some 400 kB. */
const MAX_METADATA_BYTES = 32 * 2 ** 20;
/** Files that tell that a folder is a Zarr store. */
const ROOT_FILES = ['.zmetadata', 'zarr.json', '.zgroup', '.zattrs'];

export type Attributes = Readonly<Record<string, unknown>>;

/** The groups and arrays of a Zarr store. */
export interface ZarrHierarchy {
  /** Folder of the store among the entries; empty where it is all of them. */
  readonly root: string;
  readonly version: 2 | 3;
  readonly attributes: Attributes;
  /** Files that the metadata were read from. */
  readonly files: readonly FileEntry[];
  /** Attributes of a group or array; none where it is not there. */
  attributesOf(path: string): Attributes;
  /** Paths of all groups and arrays. */
  readonly paths: readonly string[];
  /** An array; null where there is none of that path. @throws ProductError where it is of a kind that is not read */
  array(path: string): ChunkSource | null;
}

/** Whether names of files in a folder are those of a Zarr store, or of a group in one. */
export function isZarrStore(names: readonly string[]): boolean {
  return ROOT_FILES.some((name) => names.includes(name));
}

/** Whether names of files in a folder are those of a product in EOPF Zarr. */
export function isZarrProduct(names: readonly string[]): boolean {
  return isZarrStore(names) && names.includes('measurements');
}

/** Whether a file is metadata of a Zarr store by its name, and stands for the folder that it lies in. */
export function isZarrFile(name: string): boolean {
  return ROOT_FILES.includes(name) || name === '.zarray';
}

/** Folder of the outermost Zarr store among files; null where there is none. */
export function findZarrRoot(entries: readonly Pick<FileEntry, 'path'>[]): string | null {
  const roots = entries.filter(({ path }) => ROOT_FILES.includes(baseName(path))).map(({ path }) => folderOf(path));
  return roots.sort((a, b) => a.length - b.length)[0] ?? null;
}

/**
 * Reads the metadata of a store: the consolidated ones where there are any, else each file of them.
 *
 * @throws ProductError when a file is damaged, larger than it ever is, or of another version of Zarr
 */
export async function readHierarchy(tree: FileTree, root: string): Promise<ZarrHierarchy> {
  const entries = new Map(tree.entries.map((entry) => [entry.path, entry]));
  const at = (path: string) => (root === '' ? path : `${root}/${path}`);
  const parse = async (entry: FileEntry) =>
    asRecord(parseLenientJson(await readEntry(entry, MAX_METADATA_BYTES), entry.path));
  const consolidated = entries.get(at('.zmetadata'));
  const first = entries.get(at('zarr.json'));
  const files: FileEntry[] = [];
  let documents = new Map<string, unknown>();
  if (consolidated) {
    documents = new Map(Object.entries(asRecord((await parse(consolidated)).metadata)));
    files.push(consolidated);
  } else if (first) {
    const top = await parse(first);
    documents.set('zarr.json', top);
    const inline = Object.entries(asRecord(asRecord(top.consolidated_metadata).metadata));
    for (const [path, document] of inline) documents.set(`${path.replace(/^\/|\/$/g, '')}/zarr.json`, document);
    files.push(first);
  }
  if (documents.size <= 1) {
    const wanted = tree.entries.filter(
      ({ path }) => isUnder(path, root) && /(^|\/)(\.z(array|group|attrs)|zarr\.json)$/.test(path),
    );
    for (const entry of wanted) documents.set(entry.path.slice(root === '' ? 0 : root.length + 1), await parse(entry));
    files.push(...wanted.filter((entry) => !files.includes(entry)));
  }
  const version = documents.has('zarr.json') ? 3 : 2;
  const documentOf = (path: string, name: string) => documents.get(path === '' ? name : `${path}/${name}`);
  const attributesOf = (path: string): Attributes =>
    asRecord(version === 3 ? asRecord(documentOf(path, 'zarr.json')).attributes : documentOf(path, '.zattrs'));
  const arrays = new Map<string, ChunkSource | null>();
  const openArray = (path: string): ChunkSource | null => {
    const json = version === 3 ? documentOf(path, 'zarr.json') : documentOf(path, '.zarray');
    if (json === undefined || (version === 3 && asRecord(json).node_type !== 'array')) return null;
    try {
      return chunkSource(path, at(path), readArrayMetadata(json), entries);
    } catch (cause) {
      throw new ProductError(`The array ${path} ${cause instanceof Error ? cause.message : cause}.`, {
        file: at(path),
        remedy: 'Write the product again in the usual way, or use its SAFE.',
        cause,
      });
    }
  };
  return {
    root,
    version,
    attributes: attributesOf(''),
    files,
    attributesOf,
    paths: [...new Set([...documents.keys()].map(folderOf))].sort(),
    array(path) {
      if (!arrays.has(path)) arrays.set(path, openArray(path));
      return arrays.get(path)!;
    },
  };
}
