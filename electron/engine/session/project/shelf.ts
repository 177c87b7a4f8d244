import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { PROJECT_EXTENSION, type RecentProject } from '../../contract/project.ts';
import type { Confinement } from '../confinement.ts';
import { NotFoundError } from '../errors.ts';
import { jsonFile, type StateError } from '../json-file.ts';
import { summaryOf } from './summary.ts';

const shelfSchema = z.object({
  /** Newest first. */
  recent: z.array(z.object({ path: z.string(), openedAt: z.string() })),
  /** The project that was open last, by what was served. */
  last: z.record(z.string(), z.string()),
});

const MOST_RECENT = 30;
const UNTITLED = 'Untitled';

/** The projects that were open before, and those that have no file of the user's yet. */
export interface Shelf {
  /** The one to open by itself; null where there is none. */
  last(): Promise<string | null>;
  noteOpened(path: string): Promise<void>;
  recent(except: string): Promise<readonly RecentProject[]>;
  /** The path behind an entry of the list. @throws NotFoundError */
  pathOf(id: string): Promise<string>;
  idOf(path: string): string;
  newUntitled(): string;
  isUntitled(path: string): boolean;
  nameOf(path: string): string;
  /** Removes an untitled project that holds nothing. */
  remove(path: string): Promise<void>;
}

/** @param served what the last project is kept for: folders that are served apart have projects of their own */
export function createShelf(
  stateFolder: string,
  served: string | undefined,
  confinement: Confinement,
  onTrouble: (error: StateError) => void,
): Shelf {
  const folder = join(stateFolder, 'projects');
  const file = jsonFile(join(stateFolder, 'projects.json'), shelfSchema, { recent: [], last: {} }, onTrouble);
  const idOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 16);
  const isUntitled = (path: string): boolean => path.startsWith(folder);
  const nameOf = (path: string): string => (isUntitled(path) ? UNTITLED : basename(path, extname(path)));
  /** Of projects without a file, those that this shell made. */
  const mark = served === undefined ? '' : `-${idOf(served)}`;
  const ownUntitled = new RegExp(`^untitled${mark}-\\d{8}T`);
  const isOurs = async (path: string): Promise<boolean> =>
    isUntitled(path) ? ownUntitled.test(basename(path)) : confinement.isReachable(path);
  return {
    async last() {
      const path = (await file.read()).value.last[served ?? ''];
      return path !== undefined && (await isThere(path)) && (await isOurs(path)) ? path : null;
    },
    async noteOpened(path) {
      const entry = { path, openedAt: new Date().toISOString() };
      await file
        .change(({ recent, last }) => ({
          recent: [entry, ...recent.filter((one) => one.path !== path)].slice(0, MOST_RECENT),
          last: { ...last, [served ?? '']: path },
        }))
        .catch(onTrouble);
    },
    async recent(except) {
      const { recent } = (await file.read()).value;
      const ours = await Promise.all(recent.map(({ path }) => isOurs(path)));
      const entries = recent.filter(({ path }, index) => path !== except && ours[index]);
      return Promise.all(
        entries.map(async ({ path, openedAt }) => ({
          id: idOf(path),
          name: nameOf(path),
          displayPath: isUntitled(path) ? null : confinement.show(path),
          openedAt,
          available: await isThere(path),
          holds: await summaryOf(path),
        })),
      );
    },
    async pathOf(id) {
      const entry = (await file.read()).value.recent.find(({ path }) => idOf(path) === id);
      if (entry && (await isOurs(entry.path))) return entry.path;
      throw new NotFoundError('This project is not in the list any more.');
    },
    idOf,
    newUntitled() {
      const stamp = new Date().toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
      return join(folder, `untitled${mark}-${stamp}.${PROJECT_EXTENSION}`);
    },
    isUntitled,
    nameOf,
    async remove(path) {
      await rm(path, { force: true });
      await file
        .change(({ recent, last }) => ({ recent: recent.filter((one) => one.path !== path), last }))
        .catch(onTrouble);
    },
  };
}

/** Whether anything has that path. */
export function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
