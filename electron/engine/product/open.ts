import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';
import { baseName, type FileTree } from './files.ts';
import { openFolder } from './folder.ts';
import { refuseForeignRaster } from './foreign-raster.ts';
import { isInside } from './inside.ts';
import { isJpeg2000, isTiff } from './magic.ts';
import { isMetadataName } from './metadata-files.ts';
import type { RemoteAccess } from './remote/access.ts';
import { isAddress, shownAddress } from './remote/address.ts';
import { findRemote } from './remote/find.ts';
import { remoteRefusal } from './remote/refusal.ts';
import { treeOfRemote } from './remote/remote-files.ts';
import { remoteTree } from './remote/remote-item.ts';
import { openSafe } from './safe.ts';
import { locateItem } from './stac-files.ts';
import { openRemoteStack, openStack } from './stack.ts';
import type { OpenProductOptions, Product } from './types.ts';
import { whileWanted } from './while-wanted.ts';
import { zarrAround } from './zarr/around.ts';
import { findZarrRoot, isZarrFile } from './zarr/hierarchy.ts';
import { openZarr } from './zarr/open-zarr.ts';
import { openZip, openZipSource } from './zip.ts';

/**
 * Opens a Sentinel-2 product: a `.SAFE` folder (with or without that ending), its `MTD_*.xml`, a zip of it, or a
 * multi-band GeoTIFF that stands for one, or a folder of band files without metadata; also one in EOPF Zarr, as a folder,
 * a zip, or any of its metadata files. Reads the metadata and the first bytes of the raster files, no pixels.
 *
 * @param path a folder or file on disk; made absolute against the working directory
 * @throws ProductError when it is no such thing, or its metadata is unusable; a missing band is only a warning; CancelledError
 *   once the signal of the options fires
 */
export async function openProduct(path: string, options: OpenProductOptions = {}): Promise<Product> {
  const { signal, ...others } = options;
  return whileWanted(signal, () => openPlace(path, others));
}

async function openPlace(path: string, options: OpenProductOptions): Promise<Product> {
  if (isAddress(path)) return openAddress(path, options);
  const absolute = resolve(path);
  if (isZarrFile(basename(absolute))) return openPlace(dirname(absolute), options);
  if (STAC_FILE.test(absolute)) return openItem(absolute, options);
  const stats = await stat(absolute).catch((cause: unknown) => {
    // Node has put this in the place of bytes that are no UTF-8.
    const remedy = path.includes('\ufffd') ? 'Rename it: a part of its path is not in UTF-8.' : 'Check the path.';
    throw new ProductError(`${path} is not there.`, { file: path, remedy, cause });
  });
  if (stats.isDirectory()) {
    const store = await zarrAround(absolute, options.linksWithin);
    if (store !== null) {
      const tree = await openFolder(store, options.linksWithin, MAX_CHUNK_FILES);
      return openTree(tree, store, null, options);
    }
    const around = await productAround(absolute, options.linksWithin);
    if (around) {
      const tree = await openFolder(around.folder, options.linksWithin);
      return openTree(tree, around.folder, null, { ...options, granule: options.granule ?? around.granule });
    }
    const catalog = await catalogOf(absolute);
    if (catalog !== null) return openPlace(catalog, options);
    return openTree(await openFolder(absolute, options.linksWithin), absolute, null, options);
  }
  if (!stats.isFile()) throw new ProductError(`${path} is neither a file nor a folder.`, { file: path });

  const magic = await firstBytes(absolute);
  await refuseForeignRaster(absolute, magic);
  refuseAnswer(path, magic);
  if (
    /\.xml$/i.test(absolute) ||
    magic
      .replace(/^\u00EF\u00BB\u00BF/, '')
      .trimStart()
      .startsWith('<')
  ) {
    // manifest.safe, INSPIRE.xml and their like stand for the folder that they lie in.
    const isOther = magic.trim() !== '' && !magic.includes('_User_Product');
    const folder = dirname(absolute);
    if (isOther && (await productAround(folder, options.linksWithin))) return openPlace(folder, options);
    const tree = await openFolder(folder, options.linksWithin);
    if (isOther && liesDeeper(tree)) {
      await tree.close();
      throw new ProductError(`${path} is no metadata of a product; products lie in the folders beside it.`, {
        file: path,
        remedy: 'Choose the .SAFE folder, or its MTD_*.xml.',
      });
    }
    return openTree(tree, absolute, isOther ? null : basename(absolute), options);
  }
  if (magic.startsWith('PK')) return openTree(await openZip(absolute), absolute, null, options);
  if (isTiff(magic)) return openStack(absolute, options);
  if (isJpeg2000(magic)) {
    throw new ProductError(`${path} is a single image file of a product.`, {
      file: path,
      remedy: 'Choose the .SAFE folder that it belongs to.',
    });
  }
  if (isPackedOtherwise(magic)) {
    throw new ProductError(`${path} is an archive that is not read in place; of these only zips are.`, {
      file: path,
      remedy: 'Unpack it and choose the folder that comes out.',
    });
  }
  throw new ProductError(`${path} is neither a Sentinel-2 product nor a multi-band GeoTIFF.`, {
    file: path,
    remedy: 'Choose a .SAFE folder, its MTD_*.xml, an EOPF Zarr folder, a zip of either, or a GeoTIFF.',
  });
}

/** Whether the metadata of products lies in folders of a tree alone. */
function liesDeeper({ entries }: FileTree): boolean {
  const paths = entries.map(({ path }) => path).filter((path) => isMetadataName(baseName(path), 'product'));
  return paths.length > 0 && paths.every((path) => path.includes('/'));
}

/**
 * Refuses what a server answered in place of a file (a page that asks for a login, an error in XML) and was saved under the
 * file's name: as XML it would stand for the folder that it lies in. @throws ProductError
 */
function refuseAnswer(path: string, magic: string): void {
  const text = magic.replace(/^\u00EF\u00BB\u00BF/, '').trimStart();
  if (!text.startsWith('<') || !/\.(tiff?|jp2|zip|img)$/i.test(path)) return;
  throw new ProductError(`${path} holds text in place of a product: it may be what a server answered to a download.`, {
    file: path,
    remedy: 'Open it with a text editor to see what it says, and download the file again.',
  });
}

/** Whether a file is a tar (POSIX ustar, GNU), or of gzip, bzip2, xz, Zstandard, 7-Zip or RAR, by its first bytes. */
function isPackedOtherwise(magic: string): boolean {
  return (
    magic.slice(257, 262) === 'ustar' ||
    ['\x1f\x8b', 'BZh', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd', '7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07'].some((head) =>
      magic.startsWith(head),
    )
  );
}

const HEAD_BYTES = 1024;
/** Files of a Zarr store: chunks of 256 x 256 pixels make 20,000. */
const MAX_CHUNK_FILES = 200_000;
/** An item, a file of several of which one is named, or a catalogue of one. */
const STAC_FILE = /\.(geo)?json(#.+)?$/i;

/** A STAC item of local files: the product that they lie in, or the files themselves. */
async function openItem(place: string, options: OpenProductOptions): Promise<Product> {
  const open = async () => {
    const found = await locateItem(place, options.linksWithin, options.remote);
    if (found.kind === 'product') return openPlace(found.path, options);
    return openTree(found.tree, place, null, options);
  };
  return options.remote ? options.remote.wholly(open) : open();
}

/** A product on a server. What could not be read for the network's sake is no lack of the product: it is not opened. */
async function openAddress(address: string, options: OpenProductOptions): Promise<Product> {
  const { remote } = options;
  const shown = shownAddress(address);
  if (!remote) throw remoteRefusal(shown);
  return remote.wholly(() => openFound(address, shown, remote, options));
}

async function openFound(
  address: string,
  shown: string,
  remote: RemoteAccess,
  options: OpenProductOptions,
): Promise<Product> {
  const found = await findRemote(address, remote);
  if (found.kind === 'item') return openTree(await remoteTree(found.item, found.base, remote), shown, null, options);
  if (found.kind === 'safe')
    return openTree(await treeOfRemote(found.folder, found.files, remote), found.folder, null, options);
  const { file } = found;
  if (found.kind === 'zip') return openTree(await openZipSource(file, file.stamp), shown, null, options);
  return openRemoteStack(shown, options, { open: () => remote.open(found.url), stamp: file.stamp });
}

/** The catalogue of a folder that was staged for this program, where the folder is no product by itself. */
async function catalogOf(folder: string): Promise<string | null> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  if (!names.includes('catalog.json') || names.some((name) => isMetadataName(name, 'product'))) return null;
  return join(folder, 'catalog.json');
}

/** The product that a folder lies in, where it is one of its granules or inside of one (`IMG_DATA`, `R60m`); else null. */
async function productAround(
  path: string,
  within: string | undefined,
): Promise<{ readonly folder: string; readonly granule: string } | null> {
  const parts = path.split(sep);
  const at = parts.lastIndexOf('GRANULE');
  const [folder, granule] = [parts.slice(0, at).join(sep), parts[at + 1]];
  if (at < 1 || granule === undefined) return null;
  if (within !== undefined && !(await isInside(folder, within))) return null;
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => isMetadataName(name, 'product')) ? { folder, granule } : null;
}

async function openTree(
  tree: FileTree,
  path: string,
  chosen: string | null,
  options: OpenProductOptions,
): Promise<Product> {
  try {
    const root = chosen === null ? findZarrRoot(tree.entries) : null;
    if (root !== null) return await openZarr(tree, root, path, options);
    return await openSafe(tree, path, chosen, options);
  } catch (error) {
    await tree.close();
    throw error;
  }
}

async function firstBytes(path: string): Promise<string> {
  const source = await openFile(path);
  try {
    return Buffer.from(await source.read(0, Math.min(HEAD_BYTES, source.size))).toString('latin1');
  } finally {
    await source.close();
  }
}
