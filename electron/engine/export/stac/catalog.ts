import { join } from 'node:path';
import { replaceFile } from '../../core/disk.ts';
import { OWNER } from '../../core/owner.ts';

/** Writes `catalog.json` of items that lie in the same folder: what stages folders in and out looks for it. */
export function writeCatalog(folder: string, id: string, items: readonly string[]): Promise<void> {
  const catalog = {
    type: 'Catalog',
    stac_version: '1.1.0',
    id,
    description: `Cloud mask of ${id}`,
    links: [
      { rel: 'root', href: './catalog.json', type: 'application/json' },
      ...items.map((name) => ({ rel: 'item', href: `./${name}`, type: 'application/geo+json' })),
    ],
  };
  const path = join(folder, 'catalog.json');
  return replaceFile(path, `${JSON.stringify(catalog, null, 2)}\n`, `${path}.${OWNER}.part`);
}
