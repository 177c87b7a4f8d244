import { mkdir, rmdir, stat } from 'node:fs/promises';

/**
 * The time, milliseconds, by the clock of the disk that `probe` would lie on, which may be another machine's: the times of
 * files there are compared with no other. A folder of that name is made and goes again; null where none can be made. Each
 * caller chooses a name that whoever sweeps its folder takes for a leftover: a kill in between leaves it there.
 */
export async function diskNow(probe: string): Promise<number | null> {
  try {
    await mkdir(probe);
    return (await stat(probe)).mtimeMs;
  } catch {
    return null;
  } finally {
    await rmdir(probe).catch(() => undefined);
  }
}

/** Sets the time of a folder to now by its disk's clock, whatever this machine's says; a name in it comes and goes. */
export async function touchFolder(folder: string): Promise<void> {
  await diskNow(`${folder}/.beat`);
}
