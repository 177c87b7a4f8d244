import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '../core/bands.ts';

/** The built-in sample products, by their names. Empty where the folder is missing. */
export async function listSamples(
  folder: string,
): Promise<readonly { readonly level: Level; readonly path: string }[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const match = /^S2[A-Z]_MSI(L1C|L2A)_.*\.SAFE$/.exec(name);
    return match ? [{ level: match[1] as Level, path: join(folder, name) }] : [];
  });
}
