import { createHmac, randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { Choice } from '../contract/shell.ts';

/** Paths that the user chose through the shell, under handles that mean nothing outside this session. */
export interface Grants {
  /** The same path gets the same handle. */
  grant(path: string): Choice;
  /** Undefined for a handle that was never given. */
  path(handle: string): string | undefined;
  snapshot(): GrantsSnapshot;
}

export interface GrantsSnapshot {
  readonly secret: string;
  readonly paths: string[];
}

/** Builds the table, from what an engine that died left behind where there is that. */
export function createGrants(left?: GrantsSnapshot): Grants {
  const secret = left?.secret ?? randomBytes(16).toString('hex');
  const paths = new Map<string, string>();
  const grant = (path: string): Choice => {
    const handle = createHmac('sha256', secret).update(path).digest('hex').slice(0, 32);
    paths.set(handle, path);
    return { handle, name: basename(path) };
  };
  for (const path of left?.paths ?? []) grant(path);
  return { grant, path: (handle) => paths.get(handle), snapshot: () => ({ secret, paths: [...paths.values()] }) };
}
