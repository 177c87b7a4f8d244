import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Address of a socket or, on Windows, of a named pipe that only this user can open. `folder` is this user's own. */
export function localAddress(folder: string, name: string): string {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\nephoscope-${randomBytes(16).toString('hex')}`
    : join(folder, `${name}.sock`);
}
