/** A row of a CSV file (RFC 4180). */
export function csvLine(values: readonly (string | number | null | undefined)[]): string {
  const cells = values.map((value) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(',')}\n`;
}

/** Gathers the share of clear sky by tile and month. */
export interface ClearShares {
  /** @param percent of the valid pixels; products without one are not counted */
  add(tile: string | null, sensingTime: string | null, percent: number | undefined): void;
  /** Rows by tile and month: products, mean, least and most clear percent, products clear by half or more. */
  csv(): string;
}

interface Share {
  count: number;
  sum: number;
  least: number;
  most: number;
  usable: number;
}

const USABLE_PERCENT = 50;

export function createClearShares(): ClearShares {
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
    csv() {
      const head = ['tile', 'month', 'products', 'mean_clear_percent', 'least', 'most', 'clear_by_half_or_more'];
      const rows = [...shares]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, share]) => {
          const numbers = [share.sum / share.count, share.least, share.most].map((value) => value.toFixed(2));
          return csvLine([...key.split(','), share.count, ...numbers, share.usable]);
        });
      return csvLine(head) + rows.join('');
    },
  };
}
