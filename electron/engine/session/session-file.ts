import { join } from 'node:path';
import { z } from 'zod';
import { readingSchema } from '../contract/reading.ts';
import type { WorkRequest } from '../jobs/work.ts';
import { readJson, writeJson } from './json-file.ts';

const sessionSchema = z.object({
  grants: z.object({ secret: z.string(), paths: z.array(z.string()) }).nullable(),
  products: z.array(
    z.object({ id: z.string(), path: z.string(), granule: z.string(), reading: readingSchema.optional() }),
  ),
  packFolders: z.array(z.string()),
  /** Jobs that had not ended. */
  jobs: z.array(
    z.object({ id: z.string(), batch: z.string().nullable(), title: z.string(), request: z.custom<WorkRequest>() }),
  ),
});

/** What a successor of a dead engine process needs to go on. */
export type SessionSnapshot = z.infer<typeof sessionSchema>;

const NOTHING: SessionSnapshot = { grants: null, products: [], packFolders: [], jobs: [] };

/** Reads the session that a predecessor left in the folder; empty where there is none. */
export function readSession(folder: string | undefined): Promise<SessionSnapshot> {
  return folder === undefined
    ? Promise.resolve(NOTHING)
    : readJson(join(folder, 'session.json'), sessionSchema, NOTHING);
}

/** Writes sessions one after the other; a call while one is being written waits for it. */
export function createSessionWriter(folder: string | undefined, snapshot: () => SessionSnapshot): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    if (folder === undefined) return Promise.resolve();
    last = last.catch(() => undefined).then(() => writeJson(join(folder, 'session.json'), snapshot()));
    return last;
  };
}
