import { join } from 'node:path';
import { z } from 'zod';
import { readingSchema } from '../contract/reading.ts';
import type { Work } from '../jobs/work.ts';
import { jsonFile, StateError, writeJson } from './json-file.ts';

const sessionSchema = z.object({
  grants: z.object({ secret: z.string(), paths: z.array(z.string()) }).nullable(),
  products: z.array(
    z.object({ id: z.string(), path: z.string(), granule: z.string(), reading: readingSchema.optional() }),
  ),
  packFolders: z.array(z.string()),
  /** Jobs that had not ended, and those that were left aside because they end the engine. */
  jobs: z.array(
    z.object({
      id: z.string(),
      batch: z.string().nullable(),
      title: z.string(),
      request: z.custom<Work>(),
      /** The one that a successor of this process takes for the cause of its death. */
      running: z.boolean(),
      /** Engines that died while it ran. */
      deaths: z.int().nonnegative(),
    }),
  ),
});

/** What a successor of a dead engine process needs to go on. */
export type SessionSnapshot = z.infer<typeof sessionSchema>;

const NOTHING: SessionSnapshot = { grants: null, products: [], packFolders: [], jobs: [] };

/** Reads the session that a predecessor left in the folder; empty where there is none. */
export async function readSession(
  folder: string | undefined,
  onTrouble: (error: StateError) => void,
): Promise<SessionSnapshot> {
  if (folder === undefined) return NOTHING;
  return (await jsonFile(join(folder, 'session.json'), sessionSchema, NOTHING, onTrouble).read()).value;
}

/** Writes a session; nothing without a folder. */
export async function writeSession(folder: string | undefined, session: SessionSnapshot): Promise<void> {
  if (folder !== undefined) await writeJson(join(folder, 'session.json'), session);
}

/**
 * Writes sessions one after the other; a call while one is being written waits for it. Work goes on where that fails:
 * only an engine that dies afterwards would have wanted it.
 */
export function createSessionWriter(
  folder: string | undefined,
  snapshot: () => SessionSnapshot,
  onTrouble: (error: StateError) => void,
): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    if (folder === undefined) return Promise.resolve();
    const path = join(folder, 'session.json');
    last = last
      .then(() => writeJson(path, snapshot()))
      .catch((cause: unknown) => {
        const { code = String(cause) } = cause as NodeJS.ErrnoException;
        onTrouble(
          new StateError(
            `What is open and queued could not be noted (${code}); it would be lost if the engine stopped.`,
            {
              file: path,
              remedy: 'Free some space in the temporary folder.',
              cause,
            },
          ),
        );
      });
    return last;
  };
}
