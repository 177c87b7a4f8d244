import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { EngineProcess } from './engine-client.ts';
import { resolveInside } from './files.ts';
import { pathOfHandle } from './grants.ts';

/** Of the others pixels are compressed already. */
const COMPRESSIBLE = /\.(json|geojson|csv|qml|xml|cpg|prj|dbf|shp)$/i;

/** Files behind handles, without links, all inside `root`; null where one is not there or lies outside. */
async function filesOf(
  engine: EngineProcess,
  root: string,
  handles: readonly string[],
): Promise<readonly string[] | null> {
  const paths: string[] = [];
  for (const handle of handles) {
    const path = await pathOfHandle(engine, handle);
    const inside = path === null ? null : await resolveInside(root, path);
    const stats = inside === null ? null : await stat(inside).catch(() => null);
    if (inside === null || !stats?.isFile()) return null;
    paths.push(inside);
  }
  return [...new Set(paths)];
}

/** The folder that all files lie below. */
function commonFolder(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => dirname(path).split(sep));
  const isShared = (part: string, at: number) => others.every((parts) => parts[at] === part);
  const differs = first!.findIndex((part, at) => !isShared(part, at));
  return (differs < 0 ? first! : first!.slice(0, differs)).join(sep) || sep;
}

/** A path in a zip, where a backslash would part folders on Windows and a colon name a drive: elsewhere names may hold both. */
function nameInZip(path: string): string {
  return path.split(sep).join('/').replace(/[\\:]/g, '_');
}

/**
 * Files that the engine wrote as one zip archive, streamed as it is made, so that it needs neither memory nor disk;
 * null where one of them is not to be had.
 */
export async function zipOf(
  engine: EngineProcess,
  root: string,
  handles: readonly string[],
): Promise<ReadableStream<Uint8Array> | null> {
  const paths = handles.length === 0 ? null : await filesOf(engine, root, handles);
  if (paths === null) return null;
  const folder = commonFolder(paths);
  const zip = new ZipFile();
  const stream = new Readable().wrap(zip.outputStream);
  // A file that goes meanwhile must cut the answer: a zip that lacks it would look whole.
  once(zip, 'error').then(([error]) => stream.destroy(error as Error));
  for (const path of paths) zip.addFile(path, nameInZip(relative(folder, path)), { compress: COMPRESSIBLE.test(path) });
  zip.end();
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}
