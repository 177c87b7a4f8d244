import { basename, dirname } from 'node:path';
import type { ProductError } from '../core/errors.ts';
import { baseName, type FileEntry, type FileTree, folderOf } from './files.ts';
import { chooseGranule, type GranuleChoice, listGranules } from './granule-choice.ts';
import { type GranuleMetadata, tileOf } from './granule-metadata.ts';
import { readGranule, strayProblem } from './granule-reading.ts';
import { type LooseScene, looseScenes } from './loose-files.ts';
import { findMetadata, type MetadataFiles } from './metadata-files.ts';
import { type GranuleListing, type ProductMetadata, readProductMetadata } from './product-metadata.ts';
import { findStacItem, type StacItem } from './stac-item.ts';
import type { OpenProductOptions } from './types.ts';
import { chooseScene, undeclared } from './undeclared.ts';
import { readXml } from './xml.ts';

/** Which product and granule of a tree of files is opened, and what its metadata says before any image is looked at. */
export interface SafeScene {
  readonly found: MetadataFiles;
  /** Path of the product's metadata inside the tree; null where there is none. */
  readonly productFile: string | null;
  /** Folder of the product's metadata inside the tree. */
  readonly root: string;
  /** What the product says of itself; null without metadata. */
  readonly declared: ProductMetadata | null;
  /** The same, or what names, a STAC item and the granule's metadata stand in for. */
  readonly product: ProductMetadata;
  /** `PRODUCT_URI`, or the name of the folder or zip. */
  readonly name: string;
  readonly item: StacItem | null;
  /** The scenes that loose band files are of; none where there is product metadata. */
  readonly scenes: readonly LooseScene[];
  /** The one of them that is opened. */
  readonly scene: LooseScene | null;
  /** What may be opened, and what is. */
  readonly choices: readonly GranuleChoice[];
  readonly choice: GranuleChoice;
  /** Null where its metadata is not there or cannot be used. */
  readonly granule: GranuleMetadata | null;
  /** Why it cannot; null where it can, or is not there. */
  readonly problem: ProductError | null;
  readonly tile: string | null;
  /** What the product's metadata lists of the granule. */
  readonly listing: GranuleListing | undefined;
  /** Bytes of the metadata of product and granule, as they were read. */
  readonly metadataBytes: readonly (Uint8Array | string)[];
}

/**
 * Finds out which product and granule a tree holds.
 *
 * @param path what the user chose
 * @param chosen path inside the tree of the metadata file that the user chose, if it was one
 * @throws ProductError when it is no Level-1C or Level-2A product, its metadata is unusable, or the granule that is asked
 *   for is not there
 */
export async function findScene(
  tree: FileTree,
  path: string,
  chosen: string | null,
  options: OpenProductOptions,
): Promise<SafeScene> {
  const found = await findMetadata(tree, chosen);
  const root = found.product ? folderOf(found.product.path) : '';
  const folderName = (baseName(root) || basename(chosen === null ? path : dirname(path))).replace(/\.(SAFE|zip)$/i, '');
  const item = await findStacItem(found.entries);
  const scenes = found.product ? [] : looseScenes(found.entries, path);
  const scene = found.product ? null : chooseScene(scenes, options.granule, path);
  const productXml = found.product && (await readXml(found.product));
  const declared =
    found.product && productXml ? readProductMetadata(productXml.node, found.product.path, folderName) : null;

  const isByScene = found.product === null && (scenes.length > 1 || found.granules.length === 0);
  const choices = isByScene
    ? scenes.map(({ name, tile }): GranuleChoice => ({ name, tile, entry: null }))
    : listGranules(found.granules, root, declared?.granules ?? []);
  const choice = isByScene ? choices[scenes.indexOf(scene!)]! : chooseGranule(choices, options.granule, path);
  const read = await readFitting(choice.entry, declared?.uri ?? folderName, choices.length);
  const { granule } = read;

  const product = declared ?? undeclared({ scene: scene!, path, item, granule, given: options.stack?.level });
  const name = product.uri ?? folderName;
  const tile = granule?.tile ?? choice.tile ?? scene?.tile ?? tileOf(name) ?? item?.tile ?? null;
  return {
    ...{ found, productFile: found.product?.path ?? null, root, declared, product, name, item, scenes, scene },
    ...{ choices, choice, granule, problem: read.problem, tile },
    listing: listingOf(product.granules, [granule?.id, choice.name], tile),
    metadataBytes: [productXml?.bytes ?? '', read.bytes ?? ''],
  };
}

/** The metadata of a granule where it is there and of the product of a name; otherwise why it is not used. */
async function readFitting(entry: FileEntry | null, productName: string, granules: number) {
  if (entry === null) return { granule: null, bytes: null, problem: null };
  const read = await readGranule(entry);
  const stray = read.granule && strayProblem(read.granule, productName, granules, entry.path);
  return { granule: stray ? null : read.granule, bytes: read.bytes, problem: read.problem ?? stray };
}

/** What a product lists of the granule of an id, else of a tile, else of its only one. */
function listingOf(
  listings: readonly GranuleListing[],
  ids: readonly (string | null | undefined)[],
  tile: string | null,
): GranuleListing | undefined {
  return (
    listings.find(({ id }) => ids.includes(id)) ??
    listings.find(({ id }) => tile !== null && tileOf(id) === tile) ??
    (listings.length === 1 ? listings[0] : undefined)
  );
}
