import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { inTurn } from '../core/in-turn.ts';

/** Reads a JSON file of our own; `fallback` when it is not there, is damaged, or is of an older shape. */
export async function readJson<T>(path: string, schema: z.ZodType<T>, fallback: T): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return fallback;
  }
}

/**
 * Writes JSON under a temporary name and renames it, so that a reader never sees half of it. Of several at a time the
 * last call's value stays.
 */
export function writeJson(path: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  return inTurn(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    const part = `${path}.${process.pid}.part`;
    await writeFile(part, text);
    await rename(part, path);
  });
}
