import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';

/** Whether a path is a folder, or lies in it, links resolved; false where either is not there. */
export async function isInside(path: string, folder: string): Promise<boolean> {
  const [inner, outer] = await Promise.all([realpath(path), realpath(folder)]).catch(() => ['', '']);
  return inner !== '' && (inner === outer || inner!.startsWith(outer!.endsWith(sep) ? outer! : outer! + sep));
}
