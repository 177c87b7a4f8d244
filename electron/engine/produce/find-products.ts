import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { holdsBandFiles } from '../product/layers.ts';

const DEEPEST = 3;

/**
 * Products at a path: the path itself when it is a product by its name or holds a product's metadata or its band files, otherwise the
 * products in the folder and the folders below it (three levels). Sorted by path.
 */
export async function findProducts(path: string, depth = 0): Promise<readonly string[]> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return depth === 0 ? [path] : [];
  if (!stats.isDirectory()) return depth === 0 || isProductFile(basename(path)) ? [path] : [];
  const names = (await readdir(path).catch(() => [])).filter((name) => !name.startsWith('.'));
  if (/\.safe$/i.test(path) || names.some((name) => /^(S2[A-Z]_OPER_)?MTD_.*\.xml$/i.test(name))) return [path];
  if (holdsBandFiles(names)) return [path];
  if (depth === DEEPEST) return [];
  const inside = await Promise.all(names.sort().map((name) => findProducts(join(path, name), depth + 1)));
  return inside.flat();
}

function isProductFile(name: string): boolean {
  return /^S2[A-Z]_.*\.zip$/i.test(name);
}
