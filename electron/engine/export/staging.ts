import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { ExportError, throwIfCancelled } from '../core/errors.ts';
import { requireFreeBytes } from './disk-space.ts';
import { fileSystemError } from './file-errors.ts';
import type { ExportedFile, ExportOptions } from './types.ts';

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const STAGING_NAME = /^\.nephoscope-([0-9a-f]{8})-(\d+)-[0-9a-f]+\.part$/;
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;
const REMOVE = { recursive: true, force: true, maxRetries: 5 } as const;

/** A finished file in the staging folder and the path that it is to have. */
export interface StagedFile {
  readonly staged: string;
  readonly path: string;
  /** Sidecars that several exports share (a style) may replace an older one without being asked. */
  readonly shared?: boolean;
}

export interface StagePlan extends Pick<ExportOptions, 'overwrite' | 'signal'> {
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
  await removeLeftovers(folder);
  await requireAbsent(plan.paths, plan.overwrite);
  await requireFreeBytes(folder, plan.neededBytes);
  throwIfCancelled(plan.signal);
  const stagingFolder = join(folder, `.nephoscope-${HOST}-${process.pid}-${randomBytes(4).toString('hex')}.part`);
  try {
    await mkdir(stagingFolder);
    const files = await work(stagingFolder);
    throwIfCancelled(plan.signal);
    await requireAbsent(
      files.filter((file) => !file.shared).map((file) => file.path),
      plan.overwrite,
    );
    for (const file of files) await flush(join(stagingFolder, file.staged));
    await publish(files, plan.stale ?? [], stagingFolder);
    return await Promise.all(files.map(async ({ path }) => ({ path, bytes: (await stat(path)).size })));
  } catch (error) {
    throw fileSystemError(error, folder);
  } finally {
    await rm(stagingFolder, REMOVE);
  }
}

async function requireAbsent(paths: readonly string[], overwrite = false): Promise<void> {
  if (overwrite) return;
  for (const path of paths) {
    if (!(await exists(path))) continue;
    throw new ExportError(`${basename(path)} is already there.`, {
      file: path,
      remedy: 'Allow overwriting, or choose another folder.',
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Older files step aside into the staging folder, so that they can return when a later rename fails. */
async function publish(files: readonly StagedFile[], stale: readonly string[], stagingFolder: string): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  async function move(from: string, to: string): Promise<void> {
    await rename(from, to).catch((error: unknown) => {
      throw fileSystemError(error, to);
    });
    undo.unshift(() => rename(to, from));
  }
  try {
    for (const path of [...files.map((file) => file.path), ...stale]) {
      if (await exists(path)) await move(path, join(stagingFolder, `old-${undo.length}-${basename(path)}`));
    }
    for (const file of [...files].reverse()) await move(join(stagingFolder, file.staged), file.path);
  } catch (error) {
    for (const back of undo) await back();
    throw error;
  }
}

/** Removes staging folders of runs that were killed: their process is gone, or they are a day old. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileSystemError(error, folder);
  });
  for (const name of names) {
    const match = STAGING_NAME.exec(name);
    if (match === null) continue;
    const path = join(folder, name);
    const diedHere = match[1] === HOST && !isAlive(Number(match[2]));
    if (diedHere || (await ageMs(path)) > ABANDONED_AFTER_MS) await rm(path, REMOVE);
  }
}

async function ageMs(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
