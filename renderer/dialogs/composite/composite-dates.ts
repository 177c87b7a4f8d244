import type { ProductDetail } from '../../api/types.ts';
import { datesOf } from '../../state/dates.ts';

/** A date that may be part of a composite. */
export interface CompositeDate {
  readonly product: ProductDetail;
  /** Why it cannot be; null where it can. */
  readonly reason: string | null;
}

const dayOf = ({ sensingTime }: ProductDetail) => (sensingTime ?? '').slice(0, 10);

/** The open dates of the place of one of them, the earliest first, with what keeps them from a composite with it. */
export function compositeDates(products: readonly ProductDetail[], active: ProductDetail): CompositeDate[] {
  return datesOf(products, active).map((product) => ({ product, reason: reasonOf(product, active) }));
}

function reasonOf(product: ProductDetail, active: ProductDetail): string | null {
  if (product.tile !== active.tile || product.epsg !== active.epsg) return 'another tile';
  if (product.level !== active.level) return `${product.level}, not ${active.level}`;
  if (dayOf(product) === '') return 'has no date';
  return product.preview === null ? 'no model pack fits' : null;
}

/** `T33UVU_2024-05-06_2024-07-05_composite`: of the dates that are chosen, and what is made of them. */
export function seriesName(chosen: readonly ProductDetail[], what: string): string {
  const [first] = chosen;
  const last = chosen.at(-1);
  if (!first || !last) return what;
  const tile = first.tile === null ? [] : [`T${first.tile.replace(/^T/, '')}`];
  return [...tile, dayOf(first), dayOf(last), what].join('_');
}
