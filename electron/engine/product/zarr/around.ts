import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isInside } from '../inside.ts';
import { isZarrStore } from './hierarchy.ts';

const DEEPEST = 8;

/** The outermost Zarr store that a folder is, or is a group or array of; null where it is none. */
export async function zarrAround(path: string, within: string | undefined): Promise<string | null> {
  let store: string | null = null;
  for (let folder = path, up = 0; up < DEEPEST; folder = dirname(folder), up++) {
    if (within !== undefined && !(await isInside(folder, within))) break;
    if (!isZarrStore(await readdir(folder).catch(() => []))) break;
    store = folder;
  }
  return store;
}
