import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';
import { stampOf } from './content-key.ts';
import { type FileEntry, type FileTree, headOf, isLitter, MAX_FILES, mapFiles } from './files.ts';
import type { ProductWarning } from './product-warning.ts';
import { unreadableFolder, whyUnreadable } from './unreadable-folder.ts';
import { requireWanted } from './while-wanted.ts';

const MAX_DEPTH = 12;

/**
 * Lists the files of a folder and its subfolders. What is unreadable is noted, not fatal.
 *
 * @param linksWithin symbolic links are followed only into this folder; anywhere where it is not given
 * @param most files that it may hold
 * @throws ProductError when the folder cannot be read or holds more files
 */
export async function openFolder(path: string, linksWithin?: string, most: number = MAX_FILES): Promise<FileTree> {
  const root = await realpath(path).catch((cause: unknown) => {
    throw new ProductError(`${path} cannot be opened.`, { file: path, remedy: 'Check the path.', cause });
  });
  const found: { path: string; disk: string }[] = [];
  const notes: ProductWarning[] = [];
  const seen = new Set<string>();

  const outermost = linksWithin === undefined ? null : await realpath(linksWithin).catch(() => root);
  const isAllowed = (target: string) =>
    [root, outermost].some(
      (folder) =>
        folder === null || target === folder || target.startsWith(folder.endsWith(sep) ? folder : folder + sep),
    );

  async function list(folder: string, depth: number): Promise<void> {
    if (seen.has(folder)) return;
    seen.add(folder);
    requireWanted();
    const children = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      if (depth === 0) throw unreadableFolder(path, cause);
      const message = `The folder ${relative(root, folder)} cannot be read (${whyUnreadable(cause)}) and is passed over.`;
      notes.push({ code: 'folder-unreadable', message, file: folder });
      return [];
    });
    for (const child of children) {
      if (isLitter(child.name)) continue;
      let disk = join(folder, child.name);
      let kind: { isDirectory(): boolean; isFile(): boolean } = child;
      if (child.isSymbolicLink()) {
        const target = await realpath(disk).catch(() => null);
        if (target === null || !isAllowed(target)) {
          const where = target === null ? 'to nothing' : `out of ${linksWithin}`;
          notes.push({ code: 'other', message: `${relative(root, disk)} is a link ${where} and is not followed.` });
          continue;
        }
        disk = target;
        kind = await stat(target);
      }
      if (kind.isDirectory()) {
        if (depth < MAX_DEPTH) await list(disk, depth + 1);
      } else if (kind.isFile()) {
        found.push({ path: relative(root, join(folder, child.name)).split(sep).join('/'), disk });
        if (found.length > most) {
          throw new ProductError(`${path} holds more than ${most} files; that is no single product.`, {
            file: path,
            remedy: 'Choose the folder of one product.',
          });
        }
      }
    }
  }
  await list(root, 0);

  const entries = await mapFiles(found, async ({ path: inside, disk }): Promise<FileEntry> => {
    requireWanted();
    const stats = await stat(disk, { bigint: true }).catch(() => null);
    const open = () => openFile(disk);
    return {
      path: inside,
      size: Number(stats?.size ?? 0),
      stamp: stats === null ? '' : stampOf(stats),
      randomAccess: true,
      open,
      head: (length) => headOf(open, length),
    };
  });
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    kind: 'folder',
    name: path,
    entries,
    notes,
    async stamps() {
      const again = await openFolder(path, linksWithin, most);
      return new Map(again.entries.map((entry) => [entry.path, entry.stamp]));
    },
    async close() {},
  };
}
