import type { Level } from '../../engine/core/bands.ts';
import { CLOUD, MISSING, SEMI } from '../../engine/core/classes.ts';

/** Shares of the tile that the metadata state, in percent. */
export interface Statistics {
  readonly cloudyPercent: number;
  readonly noDataPercent: number;
  /** Share of every code of the scene classification among the pixels with data; Level 2A only. */
  readonly sclPercent: readonly number[];
}

/** Works the shares out: for Level 2A from the scene classification at 20 m, else from the truth at 20 m. */
export function statisticsOf(level: Level, truth: Uint8Array, sclCounts: readonly number[]): Statistics {
  const counts = new Array<number>(6).fill(0);
  for (const code of truth) counts[code] = counts[code]! + 1;
  const valid = Math.max(1, truth.length - counts[MISSING]!);
  const sclPercent = sclCounts.map((count, code) => (code === 0 ? 0 : (100 * count) / valid));
  const truthCloudy = (100 * (counts[SEMI]! + counts[CLOUD]!)) / valid;
  const sclCloudy = (sclPercent[8] ?? 0) + (sclPercent[9] ?? 0) + (sclPercent[10] ?? 0);
  return {
    cloudyPercent: level === 'L2A' ? sclCloudy : truthCloudy,
    noDataPercent: (100 * counts[MISSING]!) / truth.length,
    sclPercent,
  };
}
