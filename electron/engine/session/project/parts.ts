import type { Grants } from '../grants.ts';

// A file or folder that the user chose stands in the window's state as `{handle, name}`. Handles mean nothing in another
// session, so that a project keeps `{$path, name}` in their place.

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Replaces objects in JSON from the inside out. */
function mapObjects(value: unknown, change: (fields: Fields) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapObjects(one, change));
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, mapObjects(one, change)] as const);
  return change(Object.fromEntries(entries));
}

/** What the window says, with paths for the handles of this session. */
export function withPaths(value: unknown, grants: Grants): unknown {
  return mapObjects(value, (fields) => {
    const path = typeof fields.handle === 'string' ? grants.path(fields.handle) : undefined;
    if (path === undefined) return fields;
    const { handle: _, ...rest } = fields;
    return { $path: path, ...rest };
  });
}

/** What is kept, with handles of this session for paths; null stands for what is out of reach now. */
export function withHandles(value: unknown, grants: Grants, isReachable: (path: string) => boolean): unknown {
  return mapObjects(value, (fields) => {
    if (typeof fields.$path !== 'string') return fields;
    const { $path, ...rest } = fields;
    return isReachable($path) ? { ...grants.grant($path), ...rest } : null;
  });
}

/** All paths in what is kept. */
export function pathsIn(value: unknown): readonly string[] {
  const paths: string[] = [];
  mapObjects(value, (fields) => {
    if (typeof fields.$path === 'string') paths.push(fields.$path);
    return fields;
  });
  return paths;
}

/** What is kept with each path changed. */
export function withEachPath(value: unknown, change: (path: string) => string): unknown {
  return mapObjects(value, (fields) =>
    typeof fields.$path === 'string' ? { ...fields, $path: change(fields.$path) } : fields,
  );
}
