import { ProductError } from '../../core/errors.ts';
import type { FileTree } from '../files.ts';
import { assetName, itemEntry } from '../stac-assets.ts';
import { parseStacItem, type StacFileItem } from '../stac-catalog.ts';
import type { RemoteAccess } from './access.ts';
import { isAddress, readAddress } from './address.ts';
import { RemoteRefusal } from './refusal.ts';
import { isWanted, type ListedFile, treeOfRemote } from './remote-files.ts';

const MOST_ITEM_BYTES = 4 * 2 ** 20;

/** The item at an address. @throws ProductError where there is none */
export async function fetchItem(url: string, remote: RemoteAccess): Promise<StacFileItem> {
  const file = await remote.open(url);
  if (file.size > MOST_ITEM_BYTES) {
    throw new ProductError(`${file.name} has ${file.size} bytes; a STAC item has at most ${MOST_ITEM_BYTES}.`, {
      remedy: 'Give the address of one item.',
    });
  }
  return parseStacItem(await file.read(0, file.size), file.name);
}

/**
 * The bands, masks and metadata of an item that lie on servers, by http and https only. Nothing is fetched.
 *
 * @param base address that the item came from, by which relative addresses are told; null for an item on this machine
 * @throws ProductError where there are none
 */
export function listItem(item: StacFileItem, base: string | null): readonly ListedFile[] {
  const wanted = new Map<string, ListedFile>();
  for (const [key, asset] of Object.entries(item.assets)) {
    const url = addressOf(asset.href, base);
    const path = url && assetName(key, decodeURIComponent(new URL(url).pathname));
    const bytes = (asset as { readonly 'file:size'?: unknown })['file:size'];
    if (path && isWanted(path) && !wanted.has(path))
      wanted.set(path, { path, url, bytes: typeof bytes === 'number' ? bytes : null, digest: null });
  }
  if (wanted.size > 0) return [...wanted.values()];
  throw new ProductError(`None of the files of the item ${item.id} is on this machine.`, {
    file: item.file,
    remedy: 'Download its files to where their hrefs say, or beside the item.',
  });
}

/**
 * An item's files on servers as a tree.
 * @throws ProductError where there are none; RemoteRefusal where the network is not allowed
 */
export async function remoteTree(
  item: StacFileItem,
  base: string | null,
  remote: RemoteAccess | undefined,
): Promise<FileTree> {
  const files = listItem(item, base);
  if (!remote) {
    throw new RemoteRefusal(
      `None of the files of the item ${item.id} is on this machine, and nothing is fetched unless you ask for it.`,
      {
        file: item.file,
        remedy:
          'Download its files beside the item, or allow the network: in the window by File, Settings, Read products over ' +
          'the network; on the command line with --remote.',
      },
    );
  }
  // What an item says of sizes is for the user to see; what the servers say counts.
  const unsized = files.map((file) => ({ ...file, bytes: null }));
  return treeOfRemote(item.file, unsized, remote, [itemEntry(item)]);
}

function addressOf(href: string, base: string | null): string | null {
  if (isAddress(href)) return readAddress(href);
  if (base === null || /^[a-z][a-z0-9+.-]*:/i.test(href)) return null;
  return new URL(href, base).href;
}
