import { LEAST_COMPOSITE_DATES } from '../contract/limits.ts';
import type { Area } from '../contract/recipe.ts';
import type { BandId, GridMetres } from '../core/bands.ts';
import type { Grid, Window } from '../core/grid.ts';
import { windowOn } from '../export/cleaned-bands.ts';
import type { Plan } from '../produce/plan.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import { chooseBands } from './band-choice.ts';
import { type BlockPlan, planBlocks } from './blocks.ts';
import { dayOf, requireSeries, type SeriesDate } from './dates.ts';
import { planMask } from './observe.ts';
import type { SeriesRunOptions } from './series-run.ts';
import type { BandChoice } from './strip-file.ts';

export interface CompositeOptions extends SeriesRunOptions {
  /** Pixel size of the composite, and of the masks that decide what is clear. */
  readonly grid: GridMetres;
  readonly maskGrid: GridMetres;
  /** Bands to be written; all that the products have in common where the list is empty. */
  readonly bands: readonly BandId[];
  /** `2024-05-06`: observations near it are preferred. */
  readonly targetDate: string | null;
  readonly area: Area;
}

/** What a composite is made of and where it lies, before anything is computed. */
export interface CompositePlan {
  /** The earliest first. */
  readonly dates: readonly SeriesDate[];
  readonly days: readonly number[];
  /** How the mask of each date is made. */
  readonly masks: readonly Plan[];
  readonly bands: BandChoice;
  readonly grid: Grid;
  /** Of the grid. */
  readonly window: Window;
  readonly blocks: BlockPlan;
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** @throws SeriesError where the products do not go together; as `planRecipe` for a mask */
export async function planComposite(
  bench: Workbench,
  given: readonly SeriesDate[],
  options: CompositeOptions,
): Promise<CompositePlan> {
  const gridMetres = options.grid;
  const series = requireSeries(
    given.map(({ product }) => product),
    gridMetres,
    LEAST_COMPOSITE_DATES,
    'A composite',
  );
  const dates = series.products
    .map((product) => given.find((date) => date.product === product)!)
    .toSorted((a, b) => dayOf(a.product) - dayOf(b.product));
  const bands = chooseBands(
    dates.map(({ product }) => product),
    options.bands,
  );
  const masks: Plan[] = [];
  for (const date of dates) masks.push(await planMask(bench, date, options));
  const grid = productGrid(dates[0]!.product, gridMetres);
  const window = windowOn(grid, masks[0]!);
  const blocks = planBlocks(window, gridMetres, {
    readBytes: dates.length * (2 * bands.read.length + 1),
    writtenBytes: 2 * (bands.written.length + 2),
  });
  const days = dates.map(({ product }) => dayOf(product));
  return { dates, days, masks, bands, grid, window, blocks, notes: [...(options.notes ?? []), ...series.notes] };
}
