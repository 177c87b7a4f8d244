/** One line of the table. */
export interface Row {
  readonly what: string;
  /** What we want at most; null where nothing was set. */
  readonly target: string | null;
  readonly measured: string;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const secondsText = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
export const millisecondsText = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;
export const megabytesText = (bytes: number): string =>
  Number.isNaN(bytes) ? 'unknown' : `${Math.round(bytes / 1e6)} MB`;
export const kilobytesText = ({ raw, gzip }: { raw: number; gzip: number }): string =>
  `${Math.round(raw / 1000)} kB, gzip ${Math.round(gzip / 1000)} kB`;

export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map(({ what, target, measured }) => `| ${what} | ${target ?? ''} | ${measured} |`);
  return ['| what | target | measured |', '|---|---|---|', ...lines].join('\n');
}
