import type { GridMetres } from '../core/bands.ts';
import type { AttemptResult } from './result.ts';
import type { Needs } from './run-file.ts';

const MIB = 2 ** 20;
/** A whole tile on two cores (`build/BENCHMARKS.md`); at 10 m four times the pixels of 20 m. */
const WHOLE_TILE: Readonly<Record<GridMetres, { readonly memoryBytes: number; readonly seconds: number }>> = {
  10: { memoryBytes: 3072 * MIB, seconds: 180 },
  20: { memoryBytes: 1536 * MIB, seconds: 45 },
  60: { memoryBytes: 1024 * MIB, seconds: 6 },
};

/** What a product is taken to need before any was computed here. */
export function expectedNeeds(grid: GridMetres | null, threads: number): Needs {
  const { memoryBytes, seconds } = WHOLE_TILE[grid ?? 20];
  return {
    memoryBytes,
    secondsPerProduct: seconds,
    threads,
    basis: 'a whole tile on two slow cores; not measured here',
  };
}

/** What the product that was computed has needed. */
export function measuredNeeds(result: AttemptResult, threads: number): Needs {
  return {
    memoryBytes: result.peakMemoryBytes ?? expectedNeeds(null, threads).memoryBytes,
    secondsPerProduct: Math.max(0.1, result.seconds),
    threads,
    basis: `measured on ${result.id} on ${result.host} with ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  };
}
