import { create } from 'zustand';
import type { ClearShareRequest, Level, ProductDetail } from '../api/types.ts';
import { datesOf } from './dates.ts';

export type StripScope = ClearShareRequest['scope']['kind'];

export interface StripFilter {
  /** Least clear percent; 0 lets dates without a mask through, too. */
  readonly leastClear: number;
  /** Months that are shown, 0 to 11; null for all. */
  readonly months: readonly number[] | null;
  readonly level: Level | null;
}

interface StripState {
  readonly folded: boolean;
  readonly scope: StripScope;
  readonly filter: StripFilter;
  /** Ids that pass the filter, as the strip found last; null without a strip. */
  readonly listed: readonly string[] | null;
}

export const NO_FILTER: StripFilter = { leastClear: 0, months: null, level: null };

/** How the strip of dates is shown. */
export const useStrip = create<StripState>(() => ({ folded: false, scope: 'scene', filter: NO_FILTER, listed: null }));

export function setFilter(change: Partial<StripFilter>): void {
  useStrip.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}

export const isFiltering = ({ leastClear, months, level }: StripFilter): boolean =>
  leastClear > 0 || months !== null || level !== null;

/** Whether a date passes. @param clearPercent null where it is not known */
export function passes(
  { sensingTime, level }: Pick<ProductDetail, 'sensingTime' | 'level'>,
  filter: StripFilter,
  clearPercent: number | null,
): boolean {
  if (filter.level !== null && level !== filter.level) return false;
  if (filter.months && !(sensingTime && filter.months.includes(new Date(sensingTime).getUTCMonth()))) return false;
  return filter.leastClear === 0 || (clearPercent !== null && clearPercent >= filter.leastClear);
}

/** The dates that stepping goes through: those of a product's place that pass the filter, and itself. */
export function steppedDates(
  products: readonly ProductDetail[],
  place: ProductDetail,
  listed: readonly string[] | null,
): ProductDetail[] {
  return datesOf(products, place).filter(({ id }) => id === place.id || listed === null || listed.includes(id));
}
