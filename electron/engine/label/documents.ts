import { basename, dirname } from 'node:path';
import type { z } from 'zod';
import { disk, replaceFile } from '../core/disk.ts';
import { NephoscopeError } from '../core/errors.ts';
import { withFileLock } from '../core/file-lock.ts';
import { inTurn } from '../core/in-turn.ts';
import { sweepPartsOnce } from '../core/left-parts.ts';
import { OWNER } from '../core/owner.ts';
import { PlainFileError, readPlainFile } from '../core/plain-file.ts';
import { reasonOf } from '../core/system-errors.ts';

/** Labels, or a project of them, cannot be read, or do not fit what they are for. */
export class LabelError extends NephoscopeError {}

const MOST_BYTES = 64 << 20;

/**
 * Reads a JSON document of a project.
 * @throws LabelError that names the file and the place in it that is wrong
 */
export async function readDocument<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const refuse = (what: string, cause?: unknown): LabelError =>
    new LabelError(`${path} ${what}.`, {
      file: path,
      remedy: 'Take the file from a backup, or mend it with a text editor.',
      cause,
    });
  const bytes = await readPlainFile(path, MOST_BYTES).catch((error: unknown) => {
    throw error instanceof PlainFileError ? refuse(error.message, error) : error;
  });
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw refuse(`is no JSON (${(cause as Error).message})`, cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.path.join('.') === 'version')
    throw new LabelError(`${path} was written by another version of Nephoscope, and cannot be read by this one.`, {
      file: path,
      remedy: 'Open the project with the version that made it.',
    });
  throw refuse(`is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`);
}

/** Writes a document so that at any moment the old or the new one is there, whole. */
export async function writeDocument(path: string, value: unknown): Promise<void> {
  await replaceFile(path, `${JSON.stringify(value, null, 2)}\n`, `${path}.${OWNER}.part`);
  await disk.syncFolder(dirname(path));
}

/** Changes a document in turn with all others, those of other processes included. */
export async function changeDocument<T>(
  path: string,
  schema: z.ZodType<T>,
  update: (value: T) => T | Promise<T>,
): Promise<T> {
  return inTurn(path, () =>
    withFileLock(path, async () => {
      await sweepPartsOnce(path);
      const next = await update(await readDocument(path, schema));
      await writeDocument(path, next);
      return next;
    }),
  ).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof NephoscopeError || code === undefined) throw error;
    throw new LabelError(`${basename(path)} could not be written: ${reasonOf(code)}.`, {
      file: path,
      remedy: 'Free some space there, or make the folder writable.',
      cause: error,
    });
  });
}
