import { access, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { disk } from '../core/disk.ts';
import { ExportError } from '../core/errors.ts';
import { sweepParts } from '../core/left-parts.ts';
import { OWNER } from '../core/owner.ts';
import { reasonOf } from '../core/system-errors.ts';
import { RunError } from './run-file.ts';
import { type RunFolder, shardOf } from './run-folder.ts';

/** Names in a folder of a run; none where it is not there. @throws RunError where it may not be read: nothing is known of the run then */
export async function listFolder(path: string): Promise<readonly string[]> {
  return readdir(path).catch((cause: NodeJS.ErrnoException) => {
    if (isAbsence(cause)) return [];
    throw unreadable(path, cause);
  });
}

/** @throws RunError where a file of a run is there and may not be read */
export async function requireReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
    if (!isAbsence(cause)) throw unreadable(path, cause);
  });
}

const isAbsence = ({ code }: NodeJS.ErrnoException): boolean => code === 'ENOENT' || code === 'ENOTDIR';

function unreadable(path: string, cause: NodeJS.ErrnoException): RunError {
  const why = cause.code === 'EACCES' || cause.code === 'EPERM' ? 'you may not read it' : reasonOf(cause.code ?? '');
  return new RunError(`${path} cannot be read: ${why}.`, {
    file: path,
    remedy: 'Give yourself the right to read all folders of the run, with what lies in them.',
    cause,
  });
}

/**
 * Tries, before anything is computed, what a worker has to do at the end: write down who works, move masks and results from
 * the hidden folder to where they stay.
 *
 * @param indices products that are to be worked on; null for all
 * @throws RunError that names the folder that does not allow it
 */
export async function requireUsable(folder: RunFolder, indices: readonly number[] | null): Promise<void> {
  const { leases, staging, masks, results } = folder;
  for (const path of [leases, staging, masks, results]) {
    await tryOn(path, () => mkdir(path, { recursive: true }));
    await listFolder(path);
    await sweepParts(join(path, 'probe'));
  }
  const probe = `.probe.${OWNER}.part`;
  const put = (path: string) => tryOn(path, () => disk.write(join(path, probe), ''));
  const take = (path: string) => disk.unlink(join(path, probe));
  try {
    await put(leases);
    await put(staging);
    for (const path of [masks, results]) {
      await tryOn(path, () => disk.rename(join(staging, probe), join(path, probe)));
      await tryOn(path, () => disk.rename(join(path, probe), join(staging, probe)));
    }
  } finally {
    for (const path of [leases, staging, masks, results]) await take(path).catch(() => undefined);
  }
  const shards = indices
    ? indices.map((index) => shardOf(folder, index))
    : (await listFolder(results)).map((name) => join(results, name));
  for (const shard of new Set(shards)) {
    if ((await stat(shard).catch(() => null))?.isDirectory()) await tryOn(shard, () => access(shard, ALL));
  }
}

/** Tries whether masks of a product that are there can give way to new ones. @throws ExportError */
export async function requireReplaceable(folder: RunFolder, id: string): Promise<void> {
  const home = join(folder.masks, id);
  if ((await stat(home).catch(() => null)) === null) return;
  await access(home, ALL).catch((cause: NodeJS.ErrnoException) => {
    throw new ExportError(`${home} holds older masks and cannot be replaced: ${reasonOf(cause.code ?? '')}.`, {
      file: home,
      remedy: 'Give the user that works the right to write there, or move the folder away.',
      cause,
    });
  });
}

const ALL = constants.R_OK | constants.W_OK | constants.X_OK;

async function tryOn(path: string, work: () => Promise<unknown>): Promise<void> {
  await work().catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EXDEV') {
      throw new RunError(
        `${path} is on another disk than the run's hidden folder, from which results are moved to it.`,
        {
          file: path,
          remedy: 'Keep all folders of a run on one disk: replace the link by a folder, or plan into another one.',
          cause,
        },
      );
    }
    throw new RunError(`${path} cannot be used by a worker: ${reasonOf(cause.code ?? cause.message)}.`, {
      file: path,
      remedy: 'Give the user that works the right to read and write all folders of the run, or plan into another one.',
      cause,
    });
  });
}
