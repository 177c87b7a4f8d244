import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProductError } from '../core/errors.ts';
import { temporaryFolder } from '../core/temporary.ts';

/** Room that others may need meanwhile. */
const SPARE_BYTES = 64 << 20;

/** Files in the system's temporary folder that exist only as open handles, so that a killed program leaves none. */
export interface Scratch {
  /** Lets `write` fill a file and gives it, opened for reading. */
  store(write: (path: string) => Promise<void>): Promise<FileHandle>;
  close(): Promise<void>;
}

export function scratchFiles(): Scratch {
  const handles: FileHandle[] = [];
  return {
    async store(write) {
      const folder = await temporaryFolder();
      try {
        const path = join(folder, 'entry');
        await write(path);
        const handle = await open(path, 'r');
        handles.push(handle);
        return handle;
      } finally {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      }
    },
    async close() {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

/** Bytes that are being inflated to the temporary folder, by all of this process. */
let underWay = 0;

/** Inflates only what the temporary folder has room for beside what is being inflated already. */
export async function withRoom<T>(name: string, size: number, inflate: () => Promise<T>): Promise<T> {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize <= underWay + size + SPARE_BYTES) {
    throw new ProductError(`${tmpdir()} has ${bavail * bsize} bytes left; ${name} would inflate to ${size}.`, {
      file: name,
      remedy: 'Make room, or unpack the zip yourself and choose the .SAFE folder.',
    });
  }
  underWay += size;
  try {
    return await inflate();
  } finally {
    underWay -= size;
  }
}
