import { join } from 'node:path';
import { windowGrid } from '../core/grid.ts';
import { boundsOfRings } from '../core/lonlat-ring.ts';
import { gridOutline } from '../product/scope.ts';
import type { Chip } from './chips.ts';
import { writeDocument } from './documents.ts';
import { LABEL_CLASSES } from './item.ts';
import { CHIPS_FOLDER, COLLECTION_FILE, type LabelFolder } from './project.ts';

/** Writes `index.json`: the project as a STAC collection, whose splits are by place. It follows from the chips alone. */
export async function writeCollection({ folder, document }: LabelFolder, chips: readonly Chip[]): Promise<void> {
  await writeDocument(join(folder, COLLECTION_FILE), toStacCollection(document.name, chips));
}

/** A STAC collection, version 1.1.0, of chips. */
export function toStacCollection(name: string, chips: readonly Chip[]): Record<string, unknown> {
  const outlines = chips.flatMap(({ productGrid, window }) => {
    const outline = gridOutline(windowGrid(productGrid, window));
    return outline ? [outline] : [];
  });
  const times = chips.flatMap(({ product }) => (product.sensingTime === null ? [] : [product.sensingTime])).sort();
  return {
    type: 'Collection',
    stac_version: '1.1.0',
    stac_extensions: [],
    id: name,
    title: name,
    description: 'Cloud labels of Sentinel-2 chips, made with Nephoscope',
    license: 'other',
    extent: {
      spatial: { bbox: [outlines.length > 0 ? boundsOfRings(outlines) : [-180, -90, 180, 90]] },
      temporal: { interval: [[times[0] ?? null, times.at(-1) ?? null]] },
    },
    summaries: {
      'label:classes': [{ name: null, classes: LABEL_CLASSES }],
      'nephoscope:splits': Object.fromEntries(
        (['train', 'validate', 'test'] as const).map((split) => {
          const places = new Set(chips.filter((chip) => chip.split === split).map(({ place }) => place));
          return [split, { chips: chips.filter((chip) => chip.split === split).length, places: [...places].sort() }];
        }),
      ),
    },
    links: [
      { rel: 'root', href: './index.json', type: 'application/json' },
      ...chips.map(({ id }) => ({
        rel: 'item',
        href: `./${CHIPS_FOLDER}/${id}/item.json`,
        type: 'application/geo+json',
      })),
    ],
  };
}
