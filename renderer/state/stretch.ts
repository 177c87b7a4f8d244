import type { BandStatistics } from '../api/types.ts';

const NARROWEST = 0.005;
const rounded = (value: number) => Number(value.toFixed(3));

/** Limits of the contrast from percentiles; joined limits keep the balance of colours. */
export function stretched(
  statistics: readonly BandStatistics[],
  low: 'p1' | 'p2',
  high: 'p98' | 'p99',
  joined: boolean,
): { readonly min: readonly number[]; readonly max: readonly number[] } {
  const lows = statistics.map(({ percentiles }) => percentiles[low]);
  const highs = statistics.map(({ percentiles }) => percentiles[high]);
  const min = joined ? lows.map(() => Math.min(...lows)) : lows;
  const max = joined ? highs.map(() => Math.max(...highs)) : highs;
  return {
    min: min.map(rounded),
    max: max.map((value, band) => rounded(Math.max(value, (min[band] ?? 0) + NARROWEST))),
  };
}

/** The reflectance that is drawn white where black stays 0: nearly the scene's brightest, and never so little that noise looks like cloud. */
export const whiteOf = ({ percentiles }: Pick<BandStatistics, 'percentiles'>): number =>
  rounded(Math.max(percentiles.p98, NARROWEST));
