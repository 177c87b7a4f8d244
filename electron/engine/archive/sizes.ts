import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const DEEPEST = 12;

/** Bytes of a file, or of all files in a folder; what cannot be read counts as nothing. */
export async function bytesAt(path: string, depth = 0): Promise<number> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return 0;
  if (!stats.isDirectory()) return stats.size;
  if (depth === DEEPEST) return 0;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => bytesAt(join(path, name), depth + 1)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
