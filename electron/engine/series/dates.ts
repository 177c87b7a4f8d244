import type { SceneHelper } from '../contract/common.ts';
import type { GridMetres } from '../core/bands.ts';
import { SeriesError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { isSameImage } from '../core/same-image.ts';
import type { Correction, MaskParameters } from '../mask/types.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';

/** One date of a place: a product, and how its mask is made. */
export interface SeriesDate {
  readonly product: Product;
  /** Id or folder of a pack; null for the best. */
  readonly pack: string | null;
  /** Null for the pack's own. */
  readonly parameters: MaskParameters | null;
  /** Made by hand on this product. */
  readonly corrections: readonly Correction[];
  readonly helper?: SceneHelper | undefined;
}

const DAY_MILLISECONDS = 86_400_000;
/** Dates are told apart by one byte. */
export const MOST_DATES = 250;

/** Day of an observation, counted from 1970-01-01 in UTC. @throws SeriesError where the product does not say when it was taken */
export function dayOf({ sensingTime, id, path }: Product): number {
  const time = Date.parse(sensingTime ?? '');
  if (Number.isFinite(time)) return Math.floor(time / DAY_MILLISECONDS);
  throw new SeriesError(`${id} does not say when it was taken.`, {
    file: path,
    remedy: 'Leave it out, or open the product as it was delivered, with its metadata.',
  });
}

/** `2024-05-06` as a day counted from 1970-01-01. @throws SeriesError */
export function parseDay(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const day = time / DAY_MILLISECONDS;
  // 30 February is read as a day of March.
  if (Number.isFinite(day) && dayText(day) === text) return day;
  throw new SeriesError(`"${text}" is no date.`, { remedy: 'Write year, month and day, for example 2024-05-06.' });
}

/** `2024-05-06` of a day counted from 1970-01-01. */
export function dayText(day: number): string {
  return new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Products that are dates of one place, each of them once. */
export interface Series {
  readonly products: readonly Product[];
  /** Which were left out, in words. */
  readonly notes: readonly string[];
}

/**
 * Takes each moment once, whatever number of products shows it: a link to one, a copy elsewhere, a zip beside its folder, a
 * processing by another baseline, of which the latest is kept. Otherwise one image would weigh like several dates.
 *
 * @throws SeriesError that names the first product that does not belong: where fewer than `least` moments are there,
 *   another tile, grid or level
 */
export function requireSeries(
  products: readonly Product[],
  gridMetres: GridMetres,
  least: number,
  purpose: string,
): Series {
  const [first] = products;
  if (first) refuseStrangers(products, first, gridMetres);
  const { kept, notes } = onePerMoment(products);
  if (kept.length < least) {
    const left = products.length - kept.length;
    throw new SeriesError(
      `${purpose} needs ${least} dates or more; there ${count(kept.length)}${left === 0 ? '' : ` (${left} more of an image that is there already)`}.`,
      { remedy: 'Add products of other dates of the same tile.' },
    );
  }
  if (kept.length > MOST_DATES) {
    throw new SeriesError(`${kept.length} products are more than the ${MOST_DATES} that can be taken together.`, {
      remedy: 'Choose a shorter time.',
    });
  }
  return { products: kept, notes };
}

function refuseStrangers(products: readonly Product[], first: Product, gridMetres: GridMetres): void {
  const grid = productGrid(first, gridMetres);
  for (const product of products) {
    if (product.level !== first.level) {
      throw refusal(
        product,
        `${product.id} is ${product.level}, ${first.id} is ${first.level}: reflectance at the ground and at the top of the atmosphere do not go together.`,
        'Take products of one level only.',
      );
    }
    if (product.tile !== null && first.tile !== null && product.tile !== first.tile) {
      throw refusal(
        product,
        `${product.id} is of tile ${product.tile}, ${first.id} of tile ${first.tile}.`,
        'Take products of one tile only.',
      );
    }
    const other = productGrid(product, gridMetres);
    if (!isSameGrid(grid, other)) {
      throw refusal(
        product,
        `${product.id} lies on another grid than ${first.id} (${gridText(other)}, not ${gridText(grid)}).`,
        'Take products of one tile and coordinate system only.',
      );
    }
  }
}

function onePerMoment(products: readonly Product[]): {
  readonly kept: readonly Product[];
  readonly notes: readonly string[];
} {
  const byBaseline = products.toSorted((a, b) => Number(b.baseline ?? 0) - Number(a.baseline ?? 0));
  const isSame = (a: Product, b: Product) => a.contentKey === b.contentKey || isSameImage(a, b);
  const bestOf = (product: Product) => byBaseline.find((one) => isSame(one, product))!;
  const kept = [...new Set(products)].filter((product) => bestOf(product) === product);
  const notes = products.flatMap((product) => {
    const best = bestOf(product);
    return best === product ? [] : [`${shown(product)} is left out: ${shown(best)} is the same image.`];
  });
  return { kept, notes };
}

/** A product by its name, and by where it lies: copies have one name. */
function shown({ id, path, baseline }: Product): string {
  return `${id} (${path}${baseline === null ? '' : `, baseline ${baseline}`})`;
}

function isSameGrid(a: Grid, b: Grid): boolean {
  return (
    a.epsg === b.epsg &&
    a.originX === b.originX &&
    a.originY === b.originY &&
    a.pixelMetres === b.pixelMetres &&
    a.width === b.width &&
    a.height === b.height
  );
}

function gridText({ epsg, originX, originY, pixelMetres, width, height }: Grid): string {
  const system = epsg === null ? 'no coordinate system' : `EPSG:${epsg}`;
  return `${system}, ${width} x ${height} pixels of ${pixelMetres} m from ${originX}, ${originY}`;
}

function refusal(product: Product, message: string, remedy: string): SeriesError {
  return new SeriesError(message, { file: product.path, remedy });
}

function count(products: number): string {
  return products === 1 ? 'is one' : products === 0 ? 'are none' : `are ${products}`;
}
