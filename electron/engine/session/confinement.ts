import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { NotFoundError } from './errors.ts';

/** What of the disk the renderer may reach. */
export interface Confinement {
  /**
   * The path itself where nothing confines, otherwise the real path behind it, links followed, at this moment; of what is
   * not there yet, that of its folder.
   * @throws NotFoundError when it leads out of the root.
   */
  inside(path: string): Promise<string>;
  /** Whether a path lies inside, or would if it were there. */
  isReachable(path: string): Promise<boolean>;
  /** A path, or a text that names some, as the renderer may see it: relative to the root, or without its folders. */
  show(text: string): string;
}

/** Where the user chooses among the whole disk, as on the desktop. */
export const UNCONFINED: Confinement = {
  inside: async (path) => path,
  isReachable: async () => true,
  show: (text) => text,
};

/**
 * Confines what the renderer can name to the folder that is served. Handles are given for paths inside of it alone; but a
 * folder can be swapped for a link later, and lists of recent products come from other sessions, so that every path is
 * looked at when it is used.
 * @param root null where nothing confines
 * @param readable folders of our own that may be read, such as the built-in samples
 */
export async function createConfinement(root: string | null, readable: readonly string[]): Promise<Confinement> {
  if (root === null) return UNCONFINED;
  const real = (path: string): Promise<string | null> => realpath(path).catch(() => null);
  const realRoot = (await real(root)) ?? resolve(root);
  const allowed = [realRoot, ...(await Promise.all(readable.map(real))).filter((path) => path !== null)];
  const isUnder = (path: string, folder: string): boolean =>
    path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  const locate = async (path: string): Promise<string | null> => {
    const found = (await real(path)) ?? (await nothingYet(path));
    return found !== null && allowed.some((folder) => isUnder(found, folder)) ? found : null;
  };
  const showPath = (path: string): string => {
    const folder = [realRoot, root].find((each) => isUnder(path, each));
    return folder === undefined ? basename(path) : relative(folder, path) || basename(path);
  };
  return {
    async inside(path) {
      const found = await locate(path);
      if (found !== null) return found;
      throw new NotFoundError(`${basename(path)} is not there, or not inside of the folder that is served.`, {
        remedy: 'Choose it again from the list of files.',
      });
    },
    async isReachable(path) {
      const found = await real(path);
      return allowed.some((folder) => isUnder(found ?? resolve(path), folder));
    },
    show: (text) => (isAbsolute(text) ? showPath(text) : text.replace(ABSOLUTE_PATH, showPath)),
  };
}

/** A path as the texts of errors hold it, up to a blank or a quote. */
const ABSOLUTE_PATH = /(?<![\w.:/\\])(?:[A-Za-z]:)?[\\/](?:[^\s'"<>|:]+)/g;

/** What is not there yet, by its real folder; null where a link to nothing is there, which would be written through. */
async function nothingYet(path: string): Promise<string | null> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  const folder = await realpath(dirname(path)).catch(() => null);
  return isThere || folder === null ? null : join(folder, basename(path));
}
