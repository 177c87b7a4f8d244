import type { Command } from 'commander';
import type { RemoteAccess } from '../engine/product/remote/access.ts';
import { createRemoteAccess } from '../engine/product/remote/create-access.ts';

export function addRemoteOption(command: Command): Command {
  return command.option(
    '--remote',
    'let a product be read over the network: the address of a STAC item, of a SAFE product (its folder or manifest.safe), of a zip or of a GeoTIFF, or an item whose files are at addresses',
  );
}

/** The right to the network where the flag gives it. */
export function remoteFlag({ remote }: { readonly remote?: boolean }): { readonly remote?: RemoteAccess } {
  return remote ? { remote: createRemoteAccess() } : {};
}

/** Tells what was fetched, and from which hosts. */
export function tellFetched(remote: RemoteAccess | undefined): void {
  const { bytes, requests, hosts } = remote?.fetched() ?? { bytes: 0, requests: 0, hosts: {} };
  if (requests === 0) return;
  process.stderr.write(
    `Fetched ${(bytes / 1e6).toFixed(1)} MB in ${requests} requests from ${Object.keys(hosts).join(', ')}\n`,
  );
}
