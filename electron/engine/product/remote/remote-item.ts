import { ProductError } from '../../core/errors.ts';
import { type FileEntry, type FileTree, headOf, mapFiles } from '../files.ts';
import { commonLayerOf, layerOf } from '../layers.ts';
import { assetName, ITEM_NAME, itemEntry } from '../stac-assets.ts';
import { parseStacItem, type StacFileItem } from '../stac-catalog.ts';
import type { RemoteAccess } from './access.ts';
import { IS_ADDRESS } from './refusal.ts';

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
 * The bands, masks and metadata of an item that lie on servers, by http and https only.
 *
 * @param base address that the item came from, by which relative addresses are told; null for an item on this machine
 * @throws ProductError where there are none, or the network is not allowed
 */
export async function remoteTree(
  item: StacFileItem,
  base: string | null,
  remote: RemoteAccess | undefined,
): Promise<FileTree> {
  const wanted = new Map<string, string>();
  for (const [key, { href }] of Object.entries(item.assets)) {
    const url = addressOf(href, base);
    const name = url && assetName(key, decodeURIComponent(new URL(url).pathname));
    if (name && isWanted(name) && !wanted.has(name)) wanted.set(name, url);
  }
  if (wanted.size === 0) {
    throw new ProductError(`None of the files of the item ${item.id} is on this machine.`, {
      file: item.file,
      remedy: 'Download its files to where their hrefs say, or beside the item.',
    });
  }
  if (!remote) {
    throw new ProductError(
      `None of the files of the item ${item.id} is on this machine, and nothing is fetched unless you ask for it.`,
      {
        file: item.file,
        remedy: 'Download its files beside the item, or allow the network on the command line with --remote.',
      },
    );
  }
  const entries = await mapFiles([...wanted], async ([path, url]): Promise<FileEntry> => {
    const open = () => remote.open(url);
    const { size, stamp } = await open();
    return { path, size, stamp, randomAccess: false, open, head: (length) => headOf(open, length) };
  });
  return {
    kind: 'folder',
    isRemote: true,
    name: item.file,
    entries: [...entries, itemEntry(item)].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    notes: [],
    // Whether a server has another file now is noticed when it is read.
    stamps: async () => new Map([...entries.map(({ path, stamp }) => [path, stamp] as const), [ITEM_NAME, ITEM_NAME]]),
    async close() {},
  };
}

function addressOf(href: string, base: string | null): string | null {
  if (IS_ADDRESS.test(href)) return href;
  if (base === null || /^[a-z][a-z0-9+.-]*:/i.test(href)) return null;
  return new URL(href, base).href;
}

function isWanted(name: string): boolean {
  if (/^(MTD|metadata)[^/]*\.xml$|^(product|granule)[_-]metadata\.xml$/i.test(name)) return true;
  return /\.(jp2|tiff?)$/i.test(name) && (layerOf(name)?.layer ?? commonLayerOf(name)) !== null;
}
