import { ProductError } from '../core/errors.ts';
import { baseName, type FileEntry, folderOf } from './files.ts';
import { tileOf } from './granule-metadata.ts';
import type { GranuleListing } from './product-metadata.ts';

/** A granule that may be opened: on disk, or only listed in the product's metadata. */
export interface GranuleChoice {
  readonly name: string;
  readonly tile: string | null;
  readonly entry: FileEntry | null;
}

/** The granules of a product: those whose metadata is there, otherwise those that its own metadata lists. */
export function listGranules(
  found: readonly FileEntry[],
  root: string,
  listings: readonly GranuleListing[],
): GranuleChoice[] {
  const onDisk = found.map((entry): GranuleChoice => {
    const folder = folderOf(entry.path);
    const ownName = folder === root ? null : baseName(folder);
    const tile = tileOf(ownName) ?? tileOf(baseName(entry.path).replace(/\.xml$/i, ''));
    const listed = listings.find((item) => tileOf(item.id) === tile && tile !== null) ?? listings[0];
    return { name: ownName ?? listed?.id ?? baseName(entry.path), tile: tile ?? tileOf(listed?.id ?? null), entry };
  });
  if (onDisk.length > 0) return onDisk;
  return listings.map((item) => ({ name: item.id, tile: tileOf(item.id), entry: null }));
}

/** The granule of a name or tile, the first where none is wanted. @throws ProductError naming those that are there */
export function chooseGranule(
  choices: readonly GranuleChoice[],
  wanted: string | undefined,
  file: string,
): GranuleChoice {
  const first = choices[0] ?? { name: '', tile: null, entry: null };
  // A product whose granules have no names remembers none.
  if (wanted === undefined || wanted === '') return first;
  const key = wanted.toUpperCase();
  const chosen = choices.find(
    ({ name, tile }) => name.toUpperCase() === key || (tile && [tile, `T${tile}`].includes(key)),
  );
  if (chosen) return chosen;
  throw new ProductError(
    `The product has no granule "${wanted}"; it has ${choices.map(({ name, tile }) => tile ?? name).join(', ') || 'none'}.`,
    { file, remedy: 'Choose one of these.' },
  );
}
