import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProductWarning } from '../product/types.ts';
import { writeWhole } from './store-tile.ts';

const warningSchema = z.object({
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
});
const recordSchema = z.object({
  /** Of the whole; they hold as long as the product is what it is. */
  lasting: z.array(warningSchema),
  /** Of reading, in the run of the program that is named. */
  reading: z.array(warningSchema),
  run: z.string(),
  /** By index of a tile: the run of the program that made it of bands that could not be read whole. */
  unsound: z.record(z.string(), z.string()),
});

/** This run of the program. */
const RUN: string = randomUUID();
const RECORD_FILE = 'record.json';

/** What is remembered of how tiles came about, beside them. */
export interface StoreRecord {
  /** What was met while the tiles were computed, each once. */
  readonly warnings: readonly ProductWarning[];
  /**
   * Whether a tile is as good as its product: not so where a band could not be read and an earlier run of the program
   * made it. Within a run such tiles are shown; the next one tries again.
   */
  isSound(index: number): boolean;
  /** Remembers warnings and, where they are of a tile, that it is unsound. On disk when fulfilled. */
  note(warnings: readonly ProductWarning[], index?: number): Promise<void>;
  /** Forgets that an earlier run could not read a tile whole: this one could. */
  settle(index: number): Promise<void>;
}

/** Opens the record of a store's folder; an empty one where there is none that can be read. */
export async function openStoreRecord(folder: string): Promise<StoreRecord> {
  const path = join(folder, RECORD_FILE);
  const saved = await readFile(path, 'utf8')
    .then((text) => recordSchema.safeParse(JSON.parse(text)).data)
    .catch(() => undefined);
  const unsound = new Map(Object.entries(saved?.unsound ?? {}));
  const listed = (warnings: readonly z.infer<typeof warningSchema>[] = []) =>
    new Map(warnings.map((warning) => [nameOf(warning), warning as ProductWarning]));
  const lasting = listed(saved?.lasting);
  // Tiles of earlier runs that could not be read whole are computed again, and tell then what there is to tell.
  const reading = listed(saved?.run === RUN ? saved.reading : []);
  let last: Promise<void> = Promise.resolve();
  const save = (): Promise<void> => {
    const text = JSON.stringify({
      lasting: [...lasting.values()],
      reading: [...reading.values()],
      run: RUN,
      unsound: Object.fromEntries(unsound),
    });
    last = last.catch(() => undefined).then(() => writeWhole(path, Buffer.from(text)));
    return last;
  };
  return {
    get warnings() {
      return [...lasting.values(), ...reading.values()];
    },
    isSound: (index) => [undefined, RUN].includes(unsound.get(String(index))),
    async note(met, index) {
      const kept = index === undefined ? lasting : reading;
      const fresh = met.filter((warning) => !kept.has(nameOf(warning)));
      for (const warning of fresh) kept.set(nameOf(warning), warning);
      const isMarked = index === undefined || unsound.get(String(index)) === RUN;
      if (index !== undefined) unsound.set(String(index), RUN);
      if (fresh.length > 0 || !isMarked) await save();
    },
    async settle(index) {
      if (![undefined, RUN].includes(unsound.get(String(index))) && unsound.delete(String(index))) await save();
    },
  };
}

function nameOf({ code, message, file }: { code: string; message: string; file?: string | undefined }): string {
  return `${code}\0${file ?? ''}\0${message}`;
}
