import type { Dirent } from 'node:fs';
import { mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileListing, NewFolder } from '../engine/contract/shell.ts';
import { reasonOf, troubleOf } from '../engine/core/system-errors.ts';
import { holdsBandFiles } from '../engine/product/layers.ts';
import { isZarrProduct } from '../engine/product/zarr/hierarchy.ts';

/**
 * A path inside `root` (symbolic links resolved), or null when it leaves the root or does not exist. It is told from the
 * root, or as it stands on the disk.
 */
export async function resolveInside(root: string, path: string): Promise<string | null> {
  const told = [resolve(root, `.${sep}${path}`), ...(isAbsolute(path) ? [path] : [])];
  try {
    const realRoot = await realpath(root);
    for (const one of told) {
      const real = await realpath(one).catch(() => realpathAsTyped(one));
      if (real === realRoot || real?.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) return real;
    }
    return null;
  } catch {
    return null;
  }
}

/**
 * The path that is meant where letters with marks are composed otherwise than on the disk (macOS takes ü apart into u and
 * two dots, keyboards do not); null where there is none, or more than one.
 */
async function realpathAsTyped(path: string): Promise<string | null> {
  const composed = path.normalize();
  if (!/[^\0-\x7f]/.test(composed)) return null;
  const parent = dirname(path);
  if (parent === path) return null;
  const folder = await realpath(parent).catch(() => realpathAsTyped(parent));
  const names = folder === null ? [] : await readdir(folder).catch(() => []);
  const [found, ...others] = names.filter((name) => name.normalize() === basename(composed));
  return folder === null || found === undefined || others.length > 0
    ? null
    : realpath(join(folder, found)).catch(() => null);
}

/** A path below `root` as the page may see it, with slashes; null where it is not there or lies outside. */
export async function pathInside(root: string, path: string): Promise<string | null> {
  const real = await resolveInside(root, path);
  return real === null
    ? null
    : relative(await realpath(root), real)
        .split(sep)
        .join('/');
}

/** Makes a folder inside `root`; says in words why it could not be, null when it was made. */
export async function makeFolder(
  root: string,
  { folder, name }: NewFolder,
): Promise<{ readonly message: string; readonly remedy: string } | null> {
  const path = await resolveInside(root, folder);
  if (path === null) return { message: 'The folder to make it in is not there.', remedy: 'Choose another folder.' };
  try {
    await mkdir(join(path, name));
    return null;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return { message: `${name} is there already.`, remedy: 'Choose another name.' };
    const remedy = troubleOf(code)?.remedy ?? 'Choose a folder that you may write to.';
    return { message: `${name} cannot be made here: ${reasonOf(code)}.`, remedy };
  }
}

/**
 * Lists a folder inside `root`, products first, then folders, then files; hidden entries are left out. Once the signal is
 * given up nothing more is looked into.
 */
export async function listFolder(root: string, folder: string, signal?: AbortSignal): Promise<FileListing | null> {
  const path = await resolveInside(root, folder);
  const here = await pathInside(root, folder);
  if (path === null || here === null) return null;
  // A file has no entries, and a folder may have gone meanwhile.
  const children = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (children === null) return null;
  const visible = children.filter((entry) => !entry.name.startsWith('.'));
  const entries = await Promise.all(visible.map((entry) => describeEntry(path, entry, signal)));
  const rank = { product: 0, folder: 1, file: 2 };
  return {
    folder: here,
    parent: here === '' ? null : here.split('/').slice(0, -1).join('/'),
    entries: entries
      .filter((entry) => entry !== null)
      .sort((a, b) => rank[a.kind] - rank[b.kind] || a.name.localeCompare(b.name)),
  };
}

async function describeEntry(
  folder: string,
  entry: Dirent,
  signal?: AbortSignal,
): Promise<FileListing['entries'][number] | null> {
  const stats = await stat(join(folder, entry.name)).catch(() => null);
  if (stats === null || signal?.aborted) return null;
  if (!stats.isDirectory() && !stats.isFile()) return null;
  if (stats.isDirectory()) {
    // What a link leads to may lie outside of the root and is not looked into.
    const names = entry.isSymbolicLink() ? [] : await readdir(join(folder, entry.name)).catch(() => []);
    const isOne = isProduct(entry.name) || holdsProduct(names);
    return { name: entry.name, kind: isOne ? 'product' : 'folder', bytes: null };
  }
  return { name: entry.name, kind: isProduct(entry.name) ? 'product' : 'file', bytes: stats.size };
}

/** Whether names are those of a product's files, under whatever name of the folder: its metadata, its bands, or a Zarr store. */
function holdsProduct(names: readonly string[]): boolean {
  return names.some((name) => /^MTD_MSIL(1C|2A)\.xml$/i.test(name)) || isZarrProduct(names) || holdsBandFiles(names);
}

function isProduct(name: string): boolean {
  return /\.(safe|zarr)$/i.test(name) || /^S2[A-Z]_.*\.zip$/i.test(name) || /^S2[A-Z]_(MSI|OPER)[^.]*$/i.test(name);
}
