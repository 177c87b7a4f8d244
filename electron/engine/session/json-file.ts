import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { disk, replaceFile } from '../core/disk.ts';
import { NephoscopeError } from '../core/errors.ts';
import { withFileLock } from '../core/file-lock.ts';
import { inTurn } from '../core/in-turn.ts';
import { sweepPartsOnce } from '../core/left-parts.ts';
import { OWNER } from '../core/owner.ts';
import { reasonOf } from '../core/system-errors.ts';

/** A value and how often it was changed; 0 where nothing was kept yet. */
export interface Kept<T> {
  readonly revision: number;
  readonly value: T;
}

/** What is kept could not be read or written. */
export class StateError extends NephoscopeError {}

/** The document was changed by someone else since it was read; becomes status 409. */
export class ConflictError extends NephoscopeError {}

/** One JSON document of our own on the disk. */
export interface JsonFile<T> {
  /** The fallback where there is none yet, or where it was damaged: see {@link jsonFile}. */
  read(): Promise<Kept<T>>;
  /**
   * Changes it in turn with all others, those of other processes included.
   * @param expected revision that the change is based on; any where it is undefined.
   * @throws ConflictError when it has another revision, StateError when it cannot be written; then it is as it was.
   */
  change(update: (value: T) => T, expected?: number): Promise<Kept<T>>;
  /** Puts a value in the place of whatever is there, whether it can be read or not. @throws StateError */
  replace(value: T): Promise<Kept<T>>;
}

const documentSchema = z.object({ $revision: z.number().int().min(0), $value: z.unknown() });

/** The system is short of something for a moment; the file is not at fault. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);

/** How a document stands in its file, and what to do where it is not what it should be. */
export interface Documents<T> {
  /** What the parsed JSON of a file means. May throw: then the file is damaged. */
  parse(json: unknown): Kept<T>;
  text(kept: Kept<T>): string;
  readonly fallback: T;
  /** Throws, or clears the way for the fallback. */
  onDamaged(path: string, cause: unknown): Promise<void>;
}

/**
 * A JSON document that survives crashes (written beside, brought to the disk, renamed) and is never lost in silence: one
 * that cannot be read or understood is set aside as `.bad`, and `onDamaged` is told.
 */
export function jsonFile<T>(
  path: string,
  schema: z.ZodType<T>,
  fallback: T,
  onDamaged: (error: StateError) => void,
): JsonFile<T> {
  return documentFile(path, {
    parse(json) {
      const document = documentSchema.safeParse(json);
      // Files of earlier versions hold the value alone.
      return document.success
        ? { revision: document.data.$revision, value: schema.parse(document.data.$value) }
        : { revision: 0, value: schema.parse(json) };
    },
    text: ({ revision, value }) => JSON.stringify({ $revision: revision, $value: value }),
    fallback,
    async onDamaged(file, cause) {
      const aside = await setAside(file);
      const where = aside === null ? 'It could not be set aside' : `It is kept as ${basename(aside)}`;
      onDamaged(
        new StateError(`${file} could not be read. ${where}, and what it held begins anew.`, {
          file,
          remedy:
            'To have it back, close Nephoscope, mend the file or take it from a backup, and give it its old name.',
          cause,
        }),
      );
    },
  });
}

/** As {@link jsonFile}, for a document that has a form of its own. */
export function documentFile<T>(path: string, form: Documents<T>): JsonFile<T> {
  async function read(): Promise<Kept<T>> {
    try {
      return form.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (cause) {
      const { code = '' } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { revision: 0, value: form.fallback };
      if (PASSING.has(code)) throw new StateError(`${path} cannot be read now (${code}).`, { file: path, cause });
      await form.onDamaged(path, cause);
      return { revision: 0, value: form.fallback };
    }
  }

  async function change(update: (value: T) => T, expected?: number): Promise<Kept<T>> {
    const { revision, value } = await read();
    if (expected !== undefined && expected !== revision)
      throw new ConflictError('This was changed in another window meanwhile.', {
        remedy: 'Look at what it is now, and change it again.',
      });
    return write({ revision: revision + 1, value: update(value) });
  }

  async function write(next: Kept<T>): Promise<Kept<T>> {
    await replaceFile(path, form.text(next), `${path}.${OWNER}.part`);
    await disk.syncFolder(dirname(path));
    return next;
  }

  const alone = (work: () => Promise<Kept<T>>): Promise<Kept<T>> =>
    inTurn(path, async () => {
      try {
        await disk.mkdir(dirname(path), { recursive: true });
        return await withFileLock(path, async () => {
          await sweepPartsOnce(path);
          return work();
        });
      } catch (error) {
        if (error instanceof NephoscopeError) throw error;
        const { code = String(error) } = error as NodeJS.ErrnoException;
        throw new StateError(`${path} could not be kept: ${reasonOf(code)}.`, {
          file: path,
          remedy: 'Free some space there, or make the folder writable; until then changes last as long as the window.',
          cause: error,
        });
      }
    });

  return {
    read: () => inTurn(path, read),
    change: (update, expected) => alone(() => change(update, expected)),
    replace: (value) => alone(() => write({ revision: 1, value })),
  };
}

/** Gives a damaged file a name of its own, beside earlier ones; null where it cannot be renamed. */
async function setAside(path: string): Promise<string | null> {
  for (let number = 1; number < 100; number++) {
    const aside = join(dirname(path), `${basename(path)}${number === 1 ? '' : `-${number}`}.bad`);
    if (await stat(aside).catch(() => null)) continue;
    return rename(path, aside).then(
      () => aside,
      () => null,
    );
  }
  return null;
}

/** Writes JSON that one process alone reads and writes. */
export function writeJson(path: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  return inTurn(path, async () => {
    const temporary = `${path}.${OWNER}.part`;
    await rm(temporary, { force: true });
    await replaceFile(path, text, temporary);
  });
}
