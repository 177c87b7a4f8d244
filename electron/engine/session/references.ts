import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { ClassMapping } from '../compare/mappings.ts';
import { mappingOf, mergeFor } from '../compare/mappings.ts';
import type { ReferenceRaster } from '../compare/reference.ts';
import { readCloudClassification, readReference, readSceneClassification } from '../compare/reference.ts';
import type { ReferenceSummary } from '../contract/products.ts';
import { type ClassId, MASK_CLASSES } from '../core/classes.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { NotFoundError } from './errors.ts';

interface Entry {
  readonly summary: ReferenceSummary;
  read(): Promise<ReferenceRaster>;
}

/** Class rasters that masks of a product can be compared with: its own, and those that the user added. */
export interface ReferenceTable {
  list(product: Product): readonly ReferenceSummary[];
  add(product: Product, path: string, mapping: ClassMapping): Promise<ReferenceSummary>;
  /** Read once, then kept. @throws NotFoundError, and what reading throws. */
  read(product: Product, id: string): Promise<ReferenceRaster>;
  /** Forgets what was read of the product's own files; what the user added stays. */
  reread(product: Product): void;
  forget(product: Product): void;
}

export function createReferenceTable(rasters: RasterContext): ReferenceTable {
  const added = new Map<string, Entry[]>();
  const kept = new Map<string, Promise<ReferenceRaster>>();

  const entriesOf = (product: Product): readonly Entry[] => [
    ...(product.masks.scl.length > 0
      ? [
          {
            summary: summaryOf('scl', 'Scene classification (SCL)', mappingOf('scl'), true),
            read: () => readSceneClassification(product, rasters.open, 20),
          },
        ]
      : []),
    ...(product.masks.classification.length > 0
      ? [
          {
            summary: summaryOf('classification', 'Cloud mask (MSK_CLASSI)', mappingOf('classification'), true),
            read: () => readCloudClassification(product, rasters.open),
          },
        ]
      : []),
    ...(added.get(product.key) ?? []),
  ];
  return {
    list: (product) => entriesOf(product).map(({ summary }) => summary),
    async add(product, path, mapping) {
      const raster = await readReference(path, mapping, { decoder: rasters.decoder });
      const summary = summaryOf(randomUUID(), basename(path), mapping, false);
      added.set(product.key, [...(added.get(product.key) ?? []), { summary, read: async () => raster }]);
      return summary;
    },
    read(product, id) {
      const entry = entriesOf(product).find(({ summary }) => summary.id === id);
      if (!entry) throw new NotFoundError('There is no such reference.', { remedy: 'Add the class raster again.' });
      const key = `${product.key} ${id}`;
      const reading = kept.get(key) ?? entry.read();
      kept.set(key, reading);
      reading.catch(() => kept.delete(key));
      return reading;
    },
    reread(product) {
      for (const key of [...kept.keys()]) if (key.startsWith(`${product.key} `)) kept.delete(key);
    },
    forget(product) {
      for (const key of [...kept.keys()]) if (key.startsWith(`${product.key} `)) kept.delete(key);
      added.delete(product.key);
    },
  };
}

function summaryOf(id: string, name: string, mapping: ClassMapping, builtIn: boolean): ReferenceSummary {
  const merge = mergeFor(mapping);
  const classes = MASK_CLASSES.filter(({ code }) => merge.codes.includes(code)).map((found): ClassId => found.id);
  return { id, name, builtIn, classes, note: [`Read as ${mapping.name}.`, ...merge.notes].join(' ') };
}
