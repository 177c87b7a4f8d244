import type { CsvCell } from '../core/csv.ts';

/** Gathers the share of clear sky by tile and month. */
export interface MonthlyShares {
  /** @param percent of the valid pixels; products without one are not counted */
  add(tile: string | null, sensingTime: string | null, percent: number | undefined): void;
  /** A head, and a row by tile and month: products, mean, least and most clear percent, products clear by half or more. */
  rows(): readonly (readonly CsvCell[])[];
}

interface Share {
  count: number;
  sum: number;
  least: number;
  most: number;
  usable: number;
}

const USABLE_PERCENT = 50;

export function createMonthlyShares(): MonthlyShares {
  const shares = new Map<string, Share>();
  return {
    add(tile, sensingTime, percent) {
      if (percent === undefined) return;
      const key = `${tile ?? 'unknown'},${sensingTime?.slice(0, 7) ?? 'unknown'}`;
      const share = shares.get(key) ?? { count: 0, sum: 0, least: 100, most: 0, usable: 0 };
      share.count++;
      share.sum += percent;
      share.least = Math.min(share.least, percent);
      share.most = Math.max(share.most, percent);
      if (percent >= USABLE_PERCENT) share.usable++;
      shares.set(key, share);
    },
    rows() {
      const head = ['tile', 'month', 'products', 'mean_clear_percent', 'least', 'most', 'clear_by_half_or_more'];
      const rows = [...shares]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, share]) => {
          const numbers = [share.sum / share.count, share.least, share.most].map((value) => value.toFixed(2));
          return [...key.split(','), share.count, ...numbers, share.usable];
        });
      return [head, ...rows];
    },
  };
}
