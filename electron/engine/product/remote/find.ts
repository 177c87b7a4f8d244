import { ProductError } from '../../core/errors.ts';
import { isJpeg2000, isTiff } from '../magic.ts';
import type { StacFileItem } from '../stac-catalog.ts';
import type { RemoteAccess, RemoteFile } from './access.ts';
import { hasQuery, readAddress, shownAddress } from './address.ts';
import type { ListedFile } from './remote-files.ts';
import { fetchItem, listItem } from './remote-item.ts';
import { listSafe, manifestAddress } from './remote-safe.ts';

const HEAD_BYTES = 1024;

/** What an address leads to. */
export type FoundRemote =
  | { readonly kind: 'item'; readonly item: StacFileItem; readonly base: string; readonly files: readonly ListedFile[] }
  | { readonly kind: 'safe'; readonly folder: string; readonly files: readonly ListedFile[] }
  | { readonly kind: 'zip' | 'geotiff'; readonly url: string; readonly file: RemoteFile };

/**
 * Tells what is at an address: a STAC item, a SAFE product by its list of files, a zip of a product, or a multi-band
 * GeoTIFF. Fetches the item or the list, or the first 64 KiB of a file.
 *
 * @throws ProductError where it is none of these
 */
export async function findRemote(address: string, remote: RemoteAccess): Promise<FoundRemote> {
  const url = readAddress(address);
  const manifest = manifestAddress(url);
  if (manifest !== null) {
    const files = await listSafe(manifest, remote);
    return { kind: 'safe', folder: shownAddress(manifest).replace(/\/[^/]+$/, ''), files };
  }
  const file = await remote.open(url);
  const magic = Buffer.from(await file.read(0, Math.min(HEAD_BYTES, file.size))).toString('latin1');
  if (magic.trimStart().startsWith('{')) {
    const item = await fetchItem(url, remote);
    return { kind: 'item', item, base: url, files: listItem(item, url) };
  }
  if (magic.startsWith('PK')) return { kind: 'zip', url, file };
  if (isTiff(magic)) return { kind: 'geotiff', url, file };
  throw new ProductError(
    isJpeg2000(magic)
      ? `${file.name} is a single image file of a product.`
      : `${file.name} is neither a STAC item, a SAFE product, a zip of one, nor a GeoTIFF.`,
    {
      remedy:
        'Give the address of the STAC item that a band file belongs to, of the manifest.safe of a SAFE product, of a zip of ' +
        'one, or of a multi-band GeoTIFF.',
    },
  );
}

/** What would be fetched of a product, before anything of it is. */
export interface RemoteLook {
  /** As it may be shown and kept. */
  readonly address: string;
  readonly kind: FoundRemote['kind'];
  readonly name: string;
  /** Number of files, and their size where all of them are known; of a whole product, of which parts are read. */
  readonly files: number;
  readonly bytes: number | null;
  /** Hosts that will be asked, with the number of files that they have. */
  readonly hosts: readonly { readonly host: string; readonly files: number }[];
  /** The address has a part that is not kept: it will be asked for again. */
  readonly hasQuery: boolean;
}

/** Tells what an address leads to, by {@link findRemote}. */
export async function lookAtAddress(address: string, remote: RemoteAccess): Promise<RemoteLook> {
  const found = await findRemote(address, remote);
  const shown = shownAddress(address);
  const about = { address: shown, kind: found.kind, hasQuery: hasQuery(address) };
  if ('file' in found) {
    const hosts = [{ host: new URL(found.url).host, files: 1 }];
    return { ...about, name: shown.split('/').at(-1)!, files: 1, bytes: found.file.size, hosts };
  }
  const name =
    found.kind === 'item'
      ? found.item.id
      : found.folder
          .split('/')
          .at(-1)!
          .replace(/\.SAFE$/i, '');
  return { ...about, name, ...summaryOf(found.files) };
}

/** Tells what the files of an item on this machine are. */
export function lookAtItem(item: StacFileItem): RemoteLook {
  return { address: item.file, kind: 'item', name: item.id, hasQuery: false, ...summaryOf(listItem(item, null)) };
}

function summaryOf(files: readonly ListedFile[]): Pick<RemoteLook, 'files' | 'bytes' | 'hosts'> {
  const counts = new Map<string, number>();
  for (const { url } of files) {
    const { host } = new URL(url);
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const isKnown = files.every(({ bytes }) => bytes !== null);
  return {
    files: files.length,
    bytes: isKnown ? files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : null,
    hosts: [...counts].map(([host, count]) => ({ host, files: count })),
  };
}
