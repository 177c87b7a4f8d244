import { basename, extname } from 'node:path';
import type { FileEntry } from './files.ts';
import { commonLayerOf, layerOf } from './layers.ts';
import type { StacFileItem } from './stac-catalog.ts';

export const ITEM_NAME = 'stac-item.json';

/** The item as a file of the tree, also where it is one of many in its own. */
export function itemEntry({ json }: StacFileItem): FileEntry {
  const bytes = Buffer.from(json);
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const open = async () => ({ name: ITEM_NAME, size: bytes.length, read, close: async () => {} });
  const head = (length: number) => read(0, length);
  return { path: ITEM_NAME, size: bytes.length, stamp: ITEM_NAME, randomAccess: true, open, head };
}

/** Name of an asset's file: its own where that tells its band; else its key, which does. */
export function assetName(key: string, path: string): string {
  const name = basename(path);
  const isTold = (layerOf(name)?.layer ?? commonLayerOf(name)) !== null;
  return isTold ? name : `${key}${extname(name)}`;
}
