import { randomBytes } from 'node:crypto';
import { readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { disk } from '../core/disk.ts';
import { touchFolder } from '../core/disk-clock.ts';
import { ExportError, throwIfCancelled } from '../core/errors.ts';
import { sweepFileLock, withFileLock } from '../core/file-lock.ts';
import { isAbandoned, OWNER, OWNER_PATTERN } from '../core/owner.ts';
import { requireOwnPlace } from '../product/own-place.ts';
import { requireFreeBytes } from './disk-space.ts';
import { fileSystemError } from './file-errors.ts';
import { recoverReplacing, replaceFiles } from './replace.ts';
import type { ExportedFile, ExportOptions } from './types.ts';

const STAGING_NAME = new RegExp(`^\\.nephoscope-(${OWNER_PATTERN})-[0-9a-f]{8}\\.part$`);
const HEARTBEAT_MS = 60 * 1000;
/** Of the programs that write to a folder, one at a time gives files their names: its lock is `.nephoscope.lock` there. */
const LOCK_NAME = '.nephoscope';

/** A finished file in the staging folder and the path that it is to have. */
export interface StagedFile {
  readonly staged: string;
  readonly path: string;
  /** Sidecars that several exports share (a style) may replace an older one without being asked. */
  readonly shared?: boolean;
}

export interface StagePlan extends Pick<ExportOptions, 'overwrite' | 'signal' | 'beforeNaming'> {
  /** Paths of the files to be written, all in one folder, the main one first. */
  readonly paths: readonly string[];
  /** Room that the work needs in that folder, temporary files included. */
  readonly neededBytes: number;
  /** Companions of an older version of the main file that must not survive it. */
  readonly stale?: readonly string[];
}

/** Path of a file that stands beside `path`, with another ending. */
export function companion(path: string, ending: string): string {
  return path.slice(0, path.length - extname(path).length) + ending;
}

/**
 * Lets `work` write into a hidden folder beside the target, then brings its files to the disk and gives them their final
 * names, the first last. When anything fails or is cancelled nothing new is left and what was there before is there again.
 * @throws ExportError (no such folder, not writable, no room, file exists), CancelledError, and whatever `work` throws
 */
export async function stageExport(
  plan: StagePlan,
  work: (stagingFolder: string) => Promise<readonly StagedFile[]>,
): Promise<readonly ExportedFile[]> {
  const folder = dirname(plan.paths[0]!);
  await finishInterrupted(folder);
  await requireAbsent(plan.paths, plan.overwrite);
  await requireFreeBytes(folder, plan.neededBytes);
  throwIfCancelled(plan.signal);
  const stagingFolder = join(folder, stagingName());
  let beating: NodeJS.Timeout | undefined;
  try {
    await disk.mkdir(stagingFolder);
    beating = heartbeat(stagingFolder);
    const files = await work(stagingFolder);
    await plan.beforeNaming?.();
    throwIfCancelled(plan.signal);
    for (const file of files) await disk.sync(join(stagingFolder, file.staged));
    const named = files.map(({ staged, path }) => ({ staged, name: basename(path) }));
    const stale = (plan.stale ?? []).map((path) => basename(path));
    const own = files.filter((file) => !file.shared).map((file) => file.path);
    return await withFileLock(
      join(folder, LOCK_NAME),
      async () => {
        throwIfCancelled(plan.signal);
        await requireAbsent(own, plan.overwrite);
        await replaceFiles(folder, stagingFolder, named, stale);
        return Promise.all(files.map(async ({ path }) => ({ path, bytes: (await stat(path)).size })));
      },
      plan.signal,
    );
  } catch (error) {
    throw fileSystemError(error, folder);
  } finally {
    clearInterval(beating);
    await discard(stagingFolder);
  }
}

async function requireAbsent(paths: readonly string[], overwrite = false): Promise<void> {
  for (const path of paths) {
    const there = await stat(path).catch(() => null);
    if (there === null || (overwrite && !there.isDirectory())) continue;
    if (there.isDirectory())
      throw new ExportError(`${basename(path)} is a folder, and a file is to be written there.`, {
        file: path,
        remedy: 'Move the folder away, or choose another folder to write to.',
      });
    throw new ExportError(`${basename(path)} is already there.`, {
      file: path,
      remedy: 'Allow overwriting, or choose another folder.',
    });
  }
}

/** A name that tells whose staging folder it is. */
function stagingName(): string {
  return `.nephoscope-${OWNER}-${randomBytes(4).toString('hex')}.part`;
}

/** Tells other machines, which cannot see our process, that the folder is in use. */
function heartbeat(folder: string): NodeJS.Timeout {
  return setInterval(() => void touchFolder(folder), HEARTBEAT_MS).unref();
}

/** Finds out, by doing it, whether files can be made in a folder. @throws ExportError when not */
export async function requireWritable(folder: string): Promise<void> {
  await requireOwnPlace(folder);
  const probe = join(folder, stagingName());
  try {
    await disk.mkdir(probe);
    await disk.remove(probe);
  } catch (error) {
    throw fileSystemError(error, folder);
  }
}

/** What cannot be removed now is by the next run. */
function discard(stagingFolder: string): Promise<void> {
  return disk.remove(stagingFolder).catch(() => undefined);
}

/**
 * Brings what killed runs left in a folder to an end: files that they were about to replace get their new versions, and
 * the staging folders go. Returns the names of the files that were finished so; to be told to the user.
 * @throws ExportError when there is no such folder, or a replacement can neither be finished nor taken back.
 */
export async function finishInterrupted(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileSystemError(error, folder);
  });
  const lock = join(folder, LOCK_NAME);
  const finished: string[] = [];
  if (names.some((name) => name.startsWith(`${LOCK_NAME}.lock`))) await sweepFileLock(lock);
  for (const name of names) {
    const owner = STAGING_NAME.exec(name)?.[1];
    if (owner === undefined || !(await isAbandoned(join(folder, name), owner, join(folder, stagingName())))) continue;
    // Of several programs that see it, the one that gives it its own name takes care of it.
    const claimed = join(folder, stagingName());
    const isOurs = await rename(join(folder, name), claimed).then(
      () => true,
      () => false,
    );
    if (!isOurs) continue;
    try {
      finished.push(...(await withFileLock(lock, () => recoverReplacing(folder, claimed))));
    } catch (error) {
      throw fileSystemError(error, folder);
    }
    await discard(claimed);
  }
  return finished;
}
