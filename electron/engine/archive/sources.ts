import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { decodeText } from '../core/text.ts';
import { type OnSkipped, walkProducts } from '../produce/find-products.ts';
import { walkCatalog } from '../product/stac-catalog.ts';
import { RunError } from './run-file.ts';

const LIST = /\.(txt|lst|list)$/i;
const DEEPEST_LIST = 8;

/**
 * Places of products that sources name: folders (searched three levels deep), products, zips, lists of any of these
 * (`.txt`, one a line, relative to the list), STAC items, item collections, collections and catalogues of local files,
 * patterns (`/data/2024/**\/*.SAFE`). Absolute, in their order, one at a time.
 * @param onSkipped told of what in a folder could not be looked into
 * @throws RunError for a source that is not there or names nothing
 */
export async function* expandSources(sources: readonly string[], onSkipped?: OnSkipped): AsyncGenerator<string> {
  for (const source of sources) {
    let found = 0;
    for await (const place of expand(source, process.cwd(), 0, onSkipped)) {
      found++;
      yield place;
    }
    if (found === 0)
      throw new RunError(`No product was found at ${source}.`, {
        file: source,
        remedy:
          'Give a folder with .SAFE or EOPF Zarr folders or zips, a list of paths (.txt), a STAC file, or a pattern.',
      });
  }
}

async function* expand(source: string, base: string, depth: number, onSkipped?: OnSkipped): AsyncGenerator<string> {
  const path = resolve(base, source);
  const stats = await stat(path).catch(() => null);
  if (stats === null) {
    if (!/[*?[\]{}]/.test(source)) {
      throw new RunError(`${source} is not there.`, { file: path, remedy: 'Check the path, or quote the pattern.' });
    }
    const matches = await glob(source, { cwd: base, absolute: true, onlyFiles: false, expandDirectories: false });
    for (const match of matches.toSorted()) yield* walkProducts(match.replace(/\/$/, ''), onSkipped);
    return;
  }
  if (stats.isDirectory()) {
    const catalog = await catalogIn(path);
    yield* catalog === null ? walkProducts(path, onSkipped) : walkCatalog(catalog);
    return;
  }
  if (LIST.test(path)) {
    if (depth === DEEPEST_LIST)
      throw new RunError(`${basename(path)} names lists of lists without end.`, { file: path });
    for (const line of decodeText(await readFile(path)).split(/\r?\n/)) {
      const name = line.trim();
      if (name !== '' && !name.startsWith('#')) yield* expand(name, dirname(path), depth + 1, onSkipped);
    }
    return;
  }
  if (/\.(json|geojson)$/i.test(path)) yield* walkCatalog(path);
  else yield path;
}

async function catalogIn(folder: string): Promise<string | null> {
  for (const name of ['catalog.json', 'collection.json']) {
    const path = resolve(folder, name);
    if ((await stat(path).catch(() => null))?.isFile()) return path;
  }
  return null;
}
