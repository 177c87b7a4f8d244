import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { disk } from '../core/disk.ts';
import { OWNER } from '../core/owner.ts';
import { listFolder } from './folder-access.ts';
import { indexName, type RunFolder, shardOf } from './run-folder.ts';

/**
 * How an attempt ended. `failed` may be tried again (a disk was full, a device failed), `broken` may not (the input is at
 * fault), `died` is told of a worker that could not tell it itself.
 */
export const RESULT_KINDS = ['done', 'failed', 'broken', 'died'] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

const resultSchema = z.object({
  index: z.number().int(),
  id: z.string(),
  kind: z.enum(RESULT_KINDS),
  hash: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  /** Of the attempt, and of it what the mask itself took. */
  seconds: z.number(),
  maskSeconds: z.number(),
  host: z.string(),
  worker: z.string(),
  version: z.string(),
  error: z
    .object({ name: z.string(), message: z.string(), file: z.string().optional(), remedy: z.string().optional() })
    .nullable(),
  files: z.array(z.object({ name: z.string(), bytes: z.number() })),
  percent: z.partialRecord(z.enum(['clear', 'shadow', 'semi', 'cloud', 'missing']), z.number()).nullable(),
  pack: z.object({ id: z.string(), version: z.string() }).nullable(),
  grid: z.number().nullable(),
  peakMemoryBytes: z.number().nullable(),
  warnings: z.array(z.string()),
});

/** What is known of one attempt at one product. */
export type AttemptResult = Readonly<z.infer<typeof resultSchema>>;

/** What the name of a result file tells. */
export interface ResultName {
  readonly index: number;
  readonly kind: ResultKind;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly seconds: number;
  readonly path: string;
}

const NAME = /^(\d{7})-(done|failed|broken|died)-(\d+)-(\d+)\.json$/;

/** Writes down how an attempt ended: whole or not at all. */
export async function writeResult(folder: RunFolder, result: AttemptResult): Promise<void> {
  const shard = shardOf(folder, result.index);
  const ended = Date.parse(result.endedAt);
  const name = `${indexName(result.index)}-${result.kind}-${ended}-${Math.round(result.seconds * 1000)}.json`;
  const staged = join(folder.staging, `${name}.${OWNER}`);
  await mkdir(shard, { recursive: true });
  await disk.unlink(staged);
  await disk.write(staged, resultText(result));
  await disk.rename(staged, join(shard, name));
}

export function resultText(result: AttemptResult): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** Null where the file is not there or holds something else. */
export async function readResult(path: string): Promise<AttemptResult | null> {
  try {
    return resultSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** How the attempts at one product ended, oldest first. */
export async function resultsOf(folder: RunFolder, index: number): Promise<readonly ResultName[]> {
  const names = await namesIn(shardOf(folder, index));
  return names.filter((name) => name.index === index).toSorted((a, b) => a.endedAt - b.endedAt);
}

/** All results of a run by their names, a folder at a time; no file is opened. */
export async function* listResults(folder: RunFolder): AsyncGenerator<ResultName> {
  const shards = await listFolder(folder.results);
  for (const shard of shards.toSorted()) yield* await namesIn(join(folder.results, shard));
}

async function namesIn(shard: string): Promise<ResultName[]> {
  const names = await listFolder(shard);
  return names.flatMap((name) => {
    const result = parseName(join(shard, name));
    return result ? [result] : [];
  });
}

function parseName(path: string): ResultName | null {
  const found = NAME.exec(basename(path));
  if (!found) return null;
  const [, index, kind, endedAt, milliseconds] = found;
  return {
    index: Number(index),
    kind: kind as ResultKind,
    endedAt: Number(endedAt),
    seconds: Number(milliseconds) / 1000,
    path,
  };
}
