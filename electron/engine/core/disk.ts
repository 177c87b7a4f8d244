import * as fs from 'node:fs/promises';
import { type FileHandle, link, open } from 'node:fs/promises';

// What must survive a crash at any moment goes through here: every step that changes the disk is told to a hook first, so
// that tests can end the process before each of them, or make each of them fail.

export type DiskStep = 'mkdir' | 'write' | 'sync' | 'sync-folder' | 'rename' | 'link' | 'unlink' | 'rmdir';

let before: (step: DiskStep, path: string) => void = () => undefined;

/**
 * For tests: called before every step; it may throw, or end the process.
 * @internal
 */
export function watchDisk(hook: (step: DiskStep, path: string) => void): void {
  before = hook;
}

/** Codes by which file systems say that they cannot bring a folder to the disk. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF', 'EISDIR', 'EPERM', 'EACCES']);

/** Names the file of an error of the operating system: one about a file that is open does not say which it is. */
export function aboutFile(error: unknown, path: string): unknown {
  if (error instanceof Error && 'code' in error) Object.assign(error, { path });
  return error;
}

/** File operations that last. Paths are absolute; errors are those of the operating system. */
export const disk = {
  async mkdir(path: string, options?: { readonly recursive?: boolean }): Promise<void> {
    before('mkdir', path);
    await fs.mkdir(path, options);
  },
  /** Writes a whole new file and brings it to the disk. */
  async write(path: string, bytes: string | Uint8Array): Promise<void> {
    before('write', path);
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(bytes);
      before('sync', path);
      await handle.sync();
    } catch (error) {
      throw aboutFile(error, path);
    } finally {
      await handle.close();
    }
  },
  /** Brings what was written to a file to the disk. */
  async sync(path: string): Promise<void> {
    before('sync', path);
    const handle = await open(path, 'r+');
    try {
      await handle.sync();
    } catch (error) {
      throw aboutFile(error, path);
    } finally {
      await handle.close();
    }
  },
  /** Brings the names in a folder to the disk. Windows keeps them by itself and opens no folder. */
  async syncFolder(path: string): Promise<void> {
    before('sync-folder', path);
    if (process.platform === 'win32') return;
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'r');
      await handle.sync();
    } catch (error) {
      if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    } finally {
      await handle?.close();
    }
  },
  /** Gives a file another name; what had that name is replaced in one step. */
  async rename(from: string, to: string): Promise<void> {
    before('rename', to);
    await fs.rename(from, to);
  },
  /** A second name for a file; false where the file system has no such thing. */
  async link(from: string, to: string): Promise<boolean> {
    try {
      before('link', to);
      await link(from, to);
      return true;
    } catch {
      return false;
    }
  },
  /** Removes a file; nothing happens where there is none. */
  async unlink(path: string): Promise<void> {
    before('unlink', path);
    await fs.rm(path, { force: true, maxRetries: 5 });
  },
  /** Removes a folder with everything in it, file by file. */
  async remove(folder: string): Promise<void> {
    for (const entry of await fs.readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = `${folder}/${entry.name}`;
      await (entry.isDirectory() ? disk.remove(path) : disk.unlink(path));
    }
    before('rmdir', folder);
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
} as const;

/** Replaces a file's content in one step: after a crash at any moment it is the old or the new one, whole. */
export async function replaceFile(path: string, bytes: string | Uint8Array, temporary: string): Promise<void> {
  try {
    await disk.write(temporary, bytes);
    await disk.rename(temporary, path);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw aboutFile(error, path);
  }
}
