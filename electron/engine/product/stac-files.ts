import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';
import { stampOf } from './content-key.ts';
import { type FileEntry, type FileTree, headOf, mapFiles } from './files.ts';
import { isInside } from './inside.ts';
import type { RemoteAccess } from './remote/access.ts';
import { remoteTree } from './remote/remote-item.ts';
import { assetName, ITEM_NAME, itemEntry } from './stac-assets.ts';
import { localPath, readStacItem, type StacFileItem, splitItemPlace, walkCatalog } from './stac-catalog.ts';

/** What an item comes to on this machine. */
export type LocatedItem =
  | { readonly kind: 'product'; readonly path: string }
  | { readonly kind: 'files'; readonly tree: FileTree };

/**
 * Finds what a STAC item tells of: the product (`.SAFE`, zip) that its files lie in, as items of CDSE and of staged
 * products do, or a tree of its band files, as items of Earth Search and the Planetary Computer do once their files were
 * downloaded. A catalogue counts as its only item.
 * @param linksWithin files are taken from inside of this folder only; from anywhere where it is not given
 * @param remote where given, files that are nowhere on this machine are read over the network
 * @throws ProductError where it is no single item, or none of its files is on this machine and no network is allowed
 */
export async function locateItem(
  place: string,
  linksWithin: string | undefined,
  remote: RemoteAccess | undefined,
): Promise<LocatedItem> {
  const item = await readStacItem(await onlyItem(place));
  const files = await filesOf(item, linksWithin);
  if (files.length === 0) return { kind: 'files', tree: await remoteTree(item, null, remote) };
  const product = files.map(({ path }) => productOf(path)).find((path) => path !== null);
  if (product) return { kind: 'product', path: product };
  return { kind: 'files', tree: await treeOf(item, files) };
}

interface AssetFile {
  readonly key: string;
  readonly path: string;
}

async function onlyItem(place: string): Promise<string> {
  if (splitItemPlace(place).id !== null) return place;
  const items: string[] = [];
  for await (const item of walkCatalog(place)) {
    items.push(item);
    if (items.length > 1) break;
  }
  if (items.length === 1) return items[0]!;
  throw new ProductError(`${place} has ${items.length === 0 ? 'no item' : 'several items'}.`, {
    file: place,
    remedy: 'Choose the file of one item; for all of them, use the queue or "nephoscope archive plan".',
  });
}

/** The assets that are on this machine: where their hrefs say, or beside the item under the same names. */
async function filesOf(item: StacFileItem, within: string | undefined): Promise<readonly AssetFile[]> {
  const candidates = Object.entries(item.assets).map(async ([key, { href }]): Promise<readonly AssetFile[]> => {
    const named = localPath(href, item.file);
    const beside = join(dirname(item.file), decodeURIComponent(basename(href.replace(/[?#].*$/, ''))));
    for (const path of named === null ? [beside] : [named, beside]) {
      const real = await realpath(path).catch(() => null);
      if (real !== null && (within === undefined || (await isInside(real, within)))) return [{ key, path: real }];
    }
    return [];
  });
  return (await Promise.all(candidates)).flat();
}

/** The product folder or zip that a file is or lies in; null where its path tells of none. */
function productOf(path: string): string | null {
  const parts = path.split(sep);
  const at = parts.findIndex((part) => /\.(SAFE|zarr)$/i.test(part));
  if (at >= 0) return parts.slice(0, at + 1).join(sep);
  return /\.zip$/i.test(path) ? path : null;
}

async function treeOf(item: StacFileItem, files: readonly AssetFile[]): Promise<FileTree> {
  const named = files.map(({ key, path }) => ({ path: assetName(key, path), disk: path }));
  const unique = [...new Map(named.map((file) => [file.path, file])).values()];
  const entries = await mapFiles(unique, async ({ path, disk }): Promise<FileEntry> => {
    const stats = await stat(disk, { bigint: true });
    const open = () => openFile(disk);
    const head = (length: number) => headOf(open, length);
    return { path, size: Number(stats.size), stamp: stampOf(stats), randomAccess: true, open, head };
  });
  return {
    kind: 'folder',
    name: item.file,
    entries: [...entries, itemEntry(item)].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    notes: [],
    async stamps() {
      const now = await Promise.all(
        unique.map(async ({ path, disk }) => {
          const stats = await stat(disk, { bigint: true }).catch(() => null);
          return stats ? ([[path, stampOf(stats)]] as const) : [];
        }),
      );
      return new Map([...now.flat(), [ITEM_NAME, ITEM_NAME]]);
    },
    async close() {},
  };
}
