import { createHash } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { disk } from '../core/disk.ts';
import { reasonOf } from '../core/system-errors.ts';
import { readMeta, removeStale } from './store-files.ts';
import { forgetLease, holdStore } from './store-lease.ts';
import { keepInMemory, tilesInMemory } from './store-memory.ts';
import { writeWhole } from './store-tile.ts';

const META_FILE = 'meta.json';

/** The folder of a store, to which several processes may write at a time; where the disk takes nothing, memory. */
export interface StoreFolder {
  readonly path: string;
  /** Execution providers that tiles were computed on, in order of their first use. */
  readonly providers: readonly string[];
  /** What kept tiles from being kept on the disk, a sentence. */
  readonly troubles: readonly string[];
  /** Tiles that are in memory only, by the names of their files. */
  readonly inMemory: Map<string, Buffer>;
  /** Keeps the file of a tile. Safe against a crash at any moment. */
  keep(name: string, bytes: Buffer, provider: string): Promise<void>;
  /** Takes an error of the disk for a reason to go on in memory; throws any other. */
  goOnInMemory(error: unknown): void;
}

/** Opens the folder that is named after an identity, or makes it; what killed processes left half-written is removed. */
export async function openStoreFolder(cacheFolder: string, identity: object): Promise<StoreFolder> {
  const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  const path = join(cacheFolder, name);
  const metaPath = join(path, META_FILE);
  const providers: string[] = [...((await readMeta(metaPath))?.providers ?? [])];
  const troubles: string[] = [];
  const inMemory = tilesInMemory(path);

  /** Another process may have noted its providers meanwhile. */
  async function writeMeta(): Promise<void> {
    for (const provider of (await readMeta(metaPath))?.providers ?? [])
      if (!providers.includes(provider)) providers.push(provider);
    await writeWhole(metaPath, Buffer.from(JSON.stringify({ identity, providers })));
  }

  async function prepare(): Promise<void> {
    await disk.mkdir(path, { recursive: true });
    await holdStore(path);
    if ((await readMeta(metaPath)) === null) await writeMeta();
    const now = new Date();
    await utimes(metaPath, now, now);
  }

  function goOnInMemory(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (troubles.length > 0) return;
    const why = reasonOf(code);
    troubles.push(`Probabilities could not be kept in ${cacheFolder} (${why}); they will be computed again next time.`);
  }

  /** Writes a file, into a new folder where someone has deleted it. */
  async function write(write: () => Promise<void>): Promise<void> {
    const hold = async () => {
      await holdStore(path);
      await write();
    };
    await hold().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      forgetLease(path);
      await prepare();
      await hold();
    });
  }

  await prepare().catch(goOnInMemory);
  await removeStale(path);
  return {
    path,
    providers,
    troubles,
    inMemory,
    async keep(file, bytes, provider) {
      const isNew = !providers.includes(provider);
      if (isNew) providers.push(provider);
      try {
        await write(async () => {
          if (isNew) await writeMeta();
          await writeWhole(join(path, file), bytes);
        });
      } catch (error) {
        goOnInMemory(error);
        inMemory.set(file, bytes);
        keepInMemory(path, inMemory);
      }
    },
    goOnInMemory,
  };
}
