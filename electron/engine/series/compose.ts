import type { OnProgress } from '../core/bytes.ts';
import type { Grid, Window } from '../core/grid.ts';
import type { Workbench } from '../produce/workbench.ts';
import type { Product } from '../product/types.ts';
import type { BlockPlan } from './blocks.ts';
import { dayOf, dayText, type SeriesDate } from './dates.ts';
import { createMedoidThreads } from './medoid-threads.ts';
import type { ObservedDate } from './observe.ts';
import { type BlockReading, readBlock } from './read-block.ts';
import { createSharedMemory } from './shared-memory.ts';
import { appendStrip, type BandChoice, emptyStrip, placeChoices } from './strip-file.ts';

/** The dates with their weights, and where their best observations go. */
export interface Composition {
  readonly dates: readonly SeriesDate[];
  readonly observed: readonly ObservedDate[];
  readonly days: readonly number[];
  readonly scores: readonly number[];
  readonly bands: BandChoice;
  readonly grid: Grid;
  readonly window: Window;
  readonly blocks: BlockPlan;
}

/** What became of the dates. */
export interface Composed {
  /** Pixels that were taken of each date. */
  readonly taken: readonly number[];
  readonly observedPixels: number;
  readonly warnings: readonly string[];
}

/** Chooses strip by strip and writes the planes into raw files in `folder`. */
export async function compose(
  bench: Workbench,
  { dates, observed, days, scores, bands, grid, window, blocks }: Composition,
  folder: string,
  { signal, onProgress }: { readonly signal: AbortSignal | undefined; readonly onProgress: OnProgress },
): Promise<Composed> {
  const warnings = new Set<string>();
  const reading: BlockReading = {
    dates: dates.map(({ product }, index) => ({ product, weights: observed[index]!.weights })),
    grid,
    bands: bands.read,
    comparedBands: bands.compared,
    rasters: bench.rasters,
    signal,
    memory: { values: createSharedMemory(), weights: createSharedMemory() },
    onWarning: (product: Product, message) => warnings.add(`${dayText(dayOf(product))}: ${message}`),
  };
  const written = bands.written.map((band) => bands.read.indexOf(band));
  const taken = days.map(() => 0);
  const count = blocks.strips.flat().length;
  let done = 0;
  const threads = createMedoidThreads(bench.threads);
  try {
    for (const blocksOfStrip of blocks.strips) {
      const strip = emptyStrip(window.width, blocksOfStrip[0]!.height, written.length);
      for (const block of blocksOfStrip) {
        const observations = await readBlock(reading, block);
        const choices = await threads.choose(observations, scores, signal);
        const place = { window: block, column: block.column - window.column };
        const own = placeChoices(strip, observations, choices, place, { written, days });
        for (const [index, pixels] of own.entries()) taken[index] = taken[index]! + pixels;
        done++;
        onProgress({ fraction: done / count, stage: 'Choosing observations' });
      }
      await appendStrip(folder, strip);
    }
  } finally {
    await threads.close();
  }
  return {
    taken,
    observedPixels: taken.reduce((sum, pixels) => sum + pixels, 0),
    warnings: [...warnings],
  };
}
