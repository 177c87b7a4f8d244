import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolderSync } from '../engine/core/temporary.ts';

/** A path has 108 bytes with its final zero on Linux, 104 on macOS (unix(7), unix(4)); Node cuts off what is longer. */
const MOST_BYTES = 103;
/** Where there is room for a name, however long the path of the user's temporary folder is. */
const SHORT_PARENT = '/tmp';

/**
 * Address of a socket or, on Windows, of a named pipe that only this user can open. `folder` is this user's own; where its
 * path is too long for a socket, another one is made, which goes with the process.
 */
export function localAddress(folder: string, name: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\nephoscope-${randomBytes(16).toString('hex')}`;
  const path = join(folder, `${name}.sock`);
  if (Buffer.byteLength(path) <= MOST_BYTES) return path;
  const short = temporaryFolderSync(SHORT_PARENT);
  process.once('exit', () => rmSync(short, { recursive: true, force: true }));
  return join(short, `${name}.sock`);
}
