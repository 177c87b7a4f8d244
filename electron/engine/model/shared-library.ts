import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LINUX_FOLDERS = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/usr/local/lib'];

/**
 * Whether Linux's loader will find a shared library: in `LD_LIBRARY_PATH`, the usual folders or their architecture's
 * folder (`/usr/lib/x86_64-linux-gnu`). Execution providers that miss theirs complain on standard error when tried.
 */
export function hasLinuxLibrary(name: string, searchPath: string | undefined = process.env.LD_LIBRARY_PATH): boolean {
  const multiarch = LINUX_FOLDERS.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((entry) => entry.endsWith('-linux-gnu'))
          .map((entry) => join(folder, entry))
      : [],
  );
  const folders = [...(searchPath ?? '').split(':').filter(Boolean), ...LINUX_FOLDERS, ...multiarch];
  return folders.some((folder) => existsSync(join(folder, name)));
}
