import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { LRUCache } from 'lru-cache';
import { mergeFor } from '../compare/class-merge.ts';
import type { ClassMapping } from '../compare/mappings.ts';
import { mappingOf } from '../compare/mappings.ts';
import { customMapping } from '../compare/own-mapping.ts';
import { placeOfGrid } from '../compare/raster-place.ts';
import type { ReferenceRaster } from '../compare/reference.ts';
import { readCloudClassification, readReference, readSceneClassification } from '../compare/reference.ts';
import type { AddReference, ReferenceSummary } from '../contract/products.ts';
import { GRID_METRES, type GridMetres } from '../core/bands.ts';
import { type ClassId, MASK_CLASSES, MISSING } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { NotFoundError } from './errors.ts';

interface Entry {
  readonly summary: ReferenceSummary;
  /** On the product's grid of that pixel size, or on its own where that is one of the product. */
  read(gridMetres: GridMetres): Promise<ReferenceRaster>;
  /** The same raster whatever grid is asked for. */
  readonly isOnOwnGrid: boolean;
}

/** A reference that the user added, with what it takes to read it again. */
export interface AddedReference {
  readonly path: string;
  readonly mapping: ClassMapping | 'auto';
  readonly summary: ReferenceSummary;
}

/** A raster takes a byte for a pixel: 120 MB at 10 m. */
const KEPT_RASTERS = 3;

/** Class rasters that masks of a product can be compared with: its own, and those that the user added. */
export interface ReferenceTable {
  list(product: Product): readonly ReferenceSummary[];
  /** @param mapping `auto`: told by its content. @throws what reading throws; it is read once, to see that it can be. */
  add(product: Product, path: string, mapping: ClassMapping | 'auto'): Promise<ReferenceSummary>;
  /** Takes in one that an earlier session added; it is read when it is asked for. */
  restore(product: Product, reference: AddedReference): void;
  /** Takes one out that the user added. @throws NotFoundError */
  remove(product: Product, id: string): void;
  /** The raster for comparing on a grid; the last few are kept. @throws NotFoundError, and what reading throws. */
  read(product: Product, id: string, gridMetres: GridMetres): Promise<ReferenceRaster>;
  /** Forgets what was read of the product's own files; what the user added stays. */
  reread(product: Product): void;
  forget(product: Product): void;
}

export function createReferenceTable(rasters: RasterContext): ReferenceTable {
  const added = new Map<string, Entry[]>();
  const kept = new LRUCache<string, Promise<ReferenceRaster>>({ max: KEPT_RASTERS });

  const entriesOf = (product: Product): readonly Entry[] => [
    ...deliveredWith(product, rasters),
    ...(added.get(product.key) ?? []),
  ];
  const readOn = (product: Product, path: string, codes: ClassMapping | 'auto', gridMetres: GridMetres) => {
    const grid = product.grids[gridMetres];
    if (!grid) throw new NotFoundError(`${product.id} has no grid of ${gridMetres} m.`);
    return readReference(path, codes, { decoder: rasters.decoder, onto: placeOfGrid(grid) });
  };
  // What its content told on the coarsest grid holds for all; a finer one may show more values.
  const addEntry = (product: Product, summary: ReferenceSummary, read: Entry['read']): void => {
    added.set(product.key, [...(added.get(product.key) ?? []), { summary, read, isOnOwnGrid: false }]);
  };
  const reread = (product: Product): void => {
    for (const key of [...kept.keys()]) if (key.startsWith(`${product.key} `)) kept.delete(key);
  };
  return {
    list: (product) => entriesOf(product).map(({ summary }) => summary),
    async add(product, path, mapping) {
      const coarsest = coarsestGrid(product);
      const first = await readOn(product, path, mapping, coarsest);
      if (first.codes.every((code) => code === MISSING)) {
        throw new CompareError(`${basename(path)} has no valid pixel in ${product.id}.`, {
          file: path,
          remedy: 'Choose a reference of the same scene.',
        });
      }
      const summary = summaryOf(randomUUID(), basename(path), first.mapping, false, first.notes);
      addEntry(product, summary, (gridMetres) => readOn(product, path, first.mapping, gridMetres));
      kept.set(keyOf(product, summary.id, coarsest), Promise.resolve(first));
      return summary;
    },
    restore(product, { path, mapping, summary }) {
      if (added.get(product.key)?.some((entry) => entry.summary.id === summary.id)) return;
      addEntry(product, summary, async (gridMetres) => {
        const codes =
          mapping === 'auto' ? (await readOn(product, path, mapping, coarsestGrid(product))).mapping : mapping;
        return readOn(product, path, codes, gridMetres);
      });
    },
    remove(product, id) {
      const entries = added.get(product.key) ?? [];
      if (!entries.some(({ summary }) => summary.id === id)) throw noSuchReference();
      added.set(
        product.key,
        entries.filter(({ summary }) => summary.id !== id),
      );
    },
    read(product, id, gridMetres) {
      const entry = entriesOf(product).find(({ summary }) => summary.id === id);
      if (!entry) throw noSuchReference();
      const key = keyOf(product, id, entry.isOnOwnGrid ? null : gridMetres);
      const reading = kept.get(key) ?? entry.read(gridMetres);
      kept.set(key, reading);
      reading.catch(() => kept.delete(key));
      return reading;
    },
    reread,
    forget(product) {
      reread(product);
      added.delete(product.key);
    },
  };
}

/** The class rasters that a product was delivered with. */
function deliveredWith(product: Product, { open }: RasterContext): Entry[] {
  const { scl, classification } = product.masks;
  const entries: Entry[] = [];
  if (scl.length > 0)
    entries.push({
      summary: summaryOf('scl', 'Scene classification (SCL)', mappingOf('scl'), true),
      read: () => readSceneClassification(product, open, 20),
      isOnOwnGrid: true,
    });
  if (classification.length > 0)
    entries.push({
      summary: summaryOf('classification', 'Cloud mask (MSK_CLASSI)', mappingOf('classification'), true),
      read: () => readCloudClassification(product, open),
      isOnOwnGrid: true,
    });
  return entries;
}

/** The mapping that the user asked for: ready by its id, told by the content, or of own rules. @throws CompareError */
export function askedMapping(asked: AddReference['mapping']): ClassMapping | 'auto' {
  if (asked === 'auto') return asked;
  return typeof asked === 'string' ? mappingOf(asked) : customMapping(asked);
}

const noSuchReference = () =>
  new NotFoundError('There is no such reference.', { remedy: 'Add the class raster again.' });

function coarsestGrid(product: Product): GridMetres {
  return [...GRID_METRES].filter((metres) => product.grids[metres]).sort((a, b) => b - a)[0] ?? 60;
}

function keyOf(product: Product, id: string, gridMetres: GridMetres | null): string {
  return `${product.key} ${id} ${gridMetres ?? 'own'}`;
}

function summaryOf(
  id: string,
  name: string,
  mapping: ClassMapping,
  builtIn: boolean,
  notes: readonly string[] = [],
): ReferenceSummary {
  const merge = mergeFor(mapping);
  const classes = MASK_CLASSES.filter(({ code }) => merge.codes.includes(code)).map((found): ClassId => found.id);
  return { id, name, builtIn, classes, note: [`Read as ${mapping.name}.`, ...notes, ...merge.notes].join(' ') };
}
