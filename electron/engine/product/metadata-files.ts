import { ProductError } from '../core/errors.ts';
import { baseName, type FileEntry, type FileTree, folderOf, isUnder, mapFiles } from './files.ts';
import { holdsBands } from './loose-files.ts';
import { UNREADABLE_REMEDY } from './unreadable-folder.ts';
import { xmlText } from './xml-text.ts';

/** The metadata files of a tree that matter. */
export interface MetadataFiles {
  /** Null where there is none, but files that by their names are bands. */
  readonly product: FileEntry | null;
  /** One per granule, in the order of their paths. */
  readonly granules: readonly FileEntry[];
  /** Entries that belong to the product. */
  readonly entries: readonly FileEntry[];
  /** Whether another product lies in the same folder. */
  readonly sharesFolder: boolean;
}

type Kind = 'product' | 'granule' | null;

/** Names of metadata files as they are delivered, of the old format (`S2A_OPER_MTD_SAFL1C_PDMC_...xml`) too. */
const NAMES = {
  product: /^(S2[A-Z]_(OPER|USER)_)?(PRD_)?MTD_(?!((L1C|L2A)_)?(TL|DS))[^/]*\.xml$/i,
  granule: /^(S2[A-Z]_(OPER|USER)_)?MTD_((L1C|L2A)_)?TL[^/]*\.xml$/i,
} as const;

/** Whether a file is by its name the metadata of a product or of a granule. Where it can be read, its content says so. */
export function isMetadataName(name: string, kind: keyof typeof NAMES): boolean {
  return NAMES[kind].test(name);
}
const HEAD_BYTES = 1024;
const MAX_SNIFFED = 500;

/** Kind of a metadata file by its root element. */
async function kindOf(entry: FileEntry): Promise<Kind> {
  const head = xmlText(await entry.head(HEAD_BYTES));
  if (/Level-\w+_User_Product/.test(head)) return 'product';
  return /Level-\w+_Tile_ID/.test(head) ? 'granule' : null;
}

/** Files of a kind by their root elements; where none is, those that are named so: what is wrong with them is to be told. */
function ofKind(kind: keyof typeof NAMES, entries: readonly FileEntry[], kinds: readonly Kind[]): FileEntry[] {
  const found = entries.filter((_, k) => kinds[k] === kind);
  return found.length > 0
    ? found
    : entries.filter((entry, k) => kinds[k] === null && isMetadataName(baseName(entry.path), kind));
}

function depthOf(path: string): number {
  return path.split('/').length;
}

/**
 * Finds the metadata of the one product in a tree, by content: names vary over the versions of the format and the
 * hands that a product has passed through.
 *
 * @param chosen path inside the tree of the product metadata that the user chose
 * @throws ProductError when there is none and no band file either, or several
 */
export async function findMetadata(tree: FileTree, chosen: string | null): Promise<MetadataFiles> {
  const isDocument = (path: string) => /\.xml$/i.test(path) && !/(^|\/)(rep_info|HTML|AUX_DATA)\//i.test(path);
  const documents = tree.entries.filter((entry) => isDocument(entry.path));
  const named = documents.filter((entry) => /mtd|metadata/i.test(baseName(entry.path)));
  const sniffed = (named.length > 0 ? named : documents).slice(0, MAX_SNIFFED);
  const kinds = await mapFiles(sniffed, kindOf);
  const all = ofKind('product', sniffed, kinds);
  const granules = ofKind('granule', sniffed, kinds);

  const depth = Math.min(...all.map((entry) => depthOf(entry.path)));
  const candidates = chosen === null ? all.filter((entry) => depthOf(entry.path) === depth) : all;
  const product = chosen === null ? candidates[0] : tree.entries.find((entry) => entry.path === chosen);
  if (product === undefined && chosen === null && holdsBands(tree.entries)) {
    return { product: null, granules, entries: tree.entries, sharesFolder: false };
  }
  const hidden = tree.notes.find(({ code }) => code === 'folder-unreadable');
  if (product === undefined && hidden) {
    throw new ProductError(`${tree.name} shows no Sentinel-2 product. ${hidden.message}`, {
      file: hidden.file ?? tree.name,
      remedy: UNREADABLE_REMEDY,
    });
  }
  if (product === undefined) {
    throw new ProductError(
      granules.length > 0
        ? `${tree.name} has granule metadata (${granules[0]?.path}) but no product metadata (MTD_MSIL1C.xml or MTD_MSIL2A.xml).`
        : `${tree.name} holds no Sentinel-2 product: among its ${tree.entries.length} files there is neither an MTD_MSIL1C.xml or MTD_MSIL2A.xml nor a band file (B02.tif, T33UXQ_..._B02_10m.jp2).`,
      {
        file: tree.name,
        remedy: 'Choose the .SAFE folder, its MTD_*.xml, or the zip of a Level-1C or Level-2A product.',
      },
    );
  }
  if (chosen === null && candidates.length > 1) {
    throw new ProductError(
      `${tree.name} holds ${candidates.length} products (${candidates
        .slice(0, 5)
        .map((entry) => entry.path)
        .join(', ')}${candidates.length > 5 ? ', ...' : ''}).`,
      {
        file: tree.name,
        remedy:
          tree.kind === 'zip'
            ? 'Unpack it, and choose one of them: its folder or its MTD_*.xml.'
            : 'Choose one of them: its folder or its MTD_*.xml.',
      },
    );
  }
  const root = folderOf(product.path);
  const others = all.filter((entry) => entry !== product);
  const isAlone = others.length === 0;
  const isOurs = (entry: FileEntry) =>
    isAlone ||
    (isUnder(entry.path, root) &&
      !others.some(
        (other) =>
          folderOf(other.path) !== root && isUnder(entry.path, folderOf(other.path)) && isUnder(other.path, root),
      ));
  return {
    product,
    granules: granules.filter(isOurs),
    entries: tree.entries.filter(isOurs),
    sharesFolder: others.some((other) => folderOf(other.path) === root),
  };
}
