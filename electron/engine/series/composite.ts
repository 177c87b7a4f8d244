import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEAST_COMPOSITE_DATES } from '../contract/limits.ts';
import type { Area } from '../contract/recipe.ts';
import type { BandId, GridMetres } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { SeriesError } from '../core/errors.ts';
import { windowGrid } from '../core/grid.ts';
import { windowOn } from '../export/cleaned-bands.ts';
import { companion, stageExport } from '../export/staging.ts';
import type { ExportResult } from '../export/types.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { partOf } from '../produce/outputs.ts';
import type { Plan } from '../produce/plan.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import { chooseBands } from './band-choice.ts';
import { planBlocks } from './blocks.ts';
import { type Composed, compose } from './compose.ts';
import { compositeBytes, writeCompositeCog } from './composite-cog.ts';
import { type CompositeProvenance, compositeJson, METHOD } from './composite-provenance.ts';
import { dayOf, dayText, parseDay, requireSeries, type SeriesDate } from './dates.ts';
import { type ObservedDate, observeDate, planMask } from './observe.ts';
import { dateScore } from './weights.ts';

export interface CompositeOptions {
  /** Pixel size of the composite, and of the masks that decide what is clear. */
  readonly grid: GridMetres;
  readonly maskGrid: GridMetres;
  /** Bands to be written; all that the products have in common where the list is empty. */
  readonly bands: readonly BandId[];
  /** `2024-05-06`: observations near it are preferred. */
  readonly targetDate: string | null;
  readonly area: Area;
  /** Of the GeoTIFF. */
  readonly path: string;
  readonly overwrite: boolean;
  readonly device: DeviceChoice;
  /** Of the application; goes into the provenance. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Called before the files get their names; what it throws ends the run. */
  readonly beforeWriting?: (() => Promise<void>) | undefined;
}

export interface CompositeResult extends ExportResult {
  readonly seconds: number;
  /** Share of the area that has an observation, 0 to 1. */
  readonly observedShare: number;
  readonly dates: readonly {
    readonly product: string;
    readonly day: string;
    readonly clearShare: number;
    readonly pixels: number;
  }[];
}

const MASKS_SHARE = 0.6;
const BLOCKS_SHARE = 0.92;

/**
 * The best clear observation of every pixel over the dates of one tile (see {@link METHOD}), written as a Cloud Optimized
 * GeoTIFF with its provenance beside it. Masks that are not computed yet are computed first. Holds one mask at a time,
 * then the observations of one block (see {@link planBlocks}); weights and planes lie on the disk meanwhile.
 *
 * @throws SeriesError where the products do not go together; before computing ExportError where the file is there or has
 *   no room; otherwise what masks, reading and writing throw, and CancelledError. Nothing is left then.
 */
export async function makeComposite(
  bench: Workbench,
  given: readonly SeriesDate[],
  options: CompositeOptions,
): Promise<CompositeResult> {
  const startedAt = new Date();
  const begin = performance.now();
  const { path, grid: gridMetres, signal, onProgress } = options;
  const targetDay = options.targetDate === null ? null : parseDay(options.targetDate);
  const series = requireSeries(
    given.map(({ product }) => product),
    gridMetres,
    LEAST_COMPOSITE_DATES,
    'A composite',
  );
  const dates = given
    .filter(({ product }) => series.products.includes(product))
    .toSorted((a, b) => dayOf(a.product) - dayOf(b.product));
  const days = dates.map(({ product }) => dayOf(product));
  const bands = chooseBands(
    dates.map(({ product }) => product),
    options.bands,
  );
  const plans: Plan[] = [];
  for (const date of dates) plans.push(await planMask(bench, date, options));
  const grid = productGrid(dates[0]!.product, gridMetres);
  const window = windowOn(grid, plans[0]!);
  const blocks = planBlocks(window, gridMetres, {
    readBytes: dates.length * (2 * bands.read.length + 1),
    writtenBytes: 2 * (bands.written.length + 2),
  });
  const pixels = window.width * window.height;
  const rawBytes = pixels * (dates.length + 2 * (bands.written.length + 2));
  const provenanceFile = companion(path, '.json');
  const outcome: { warnings: string[]; composed: Composed | null; observed: readonly ObservedDate[] } = {
    warnings: [...series.notes],
    composed: null,
    observed: [],
  };
  const files = await stageExport(
    {
      overwrite: options.overwrite,
      signal,
      paths: [path, provenanceFile],
      neededBytes: rawBytes + compositeBytes(window, bands.written.length)[1],
      stale: [`${path}.aux.xml`, `${path}.ovr`, `${path}.msk`],
    },
    async (folder) => {
      const observed: ObservedDate[] = [];
      for (const [index, date] of dates.entries()) {
        const share = MASKS_SHARE / dates.length;
        const own = partOf(onProgress, index * share, (index + 1) * share);
        observed.push(
          await observeDate(
            bench,
            date,
            plans[index]!,
            { folder, name: `weights-${index}.raw`, grid, blocks },
            {
              ...options,
              onProgress: (progress) =>
                own({ ...progress, stage: `Mask ${index + 1} of ${dates.length}, ${dayText(days[index]!)}` }),
            },
          ),
        );
      }
      const composed = await compose(
        bench,
        { dates, observed, days, scores: days.map((day) => dateScore(day, targetDay)), bands, grid, window, blocks },
        folder,
        { signal, onProgress: partOf(onProgress, MASKS_SHARE, BLOCKS_SHARE) },
      );
      outcome.composed = composed;
      outcome.observed = observed;
      if (composed.observedPixels === 0) throw nothingClear(dates.length);
      const warnings = [...series.notes, ...composed.warnings];
      const provenance: CompositeProvenance = {
        application: { name: 'Nephoscope', version: options.version },
        method: METHOD,
        level: dates[0]!.product.level,
        tile: dates[0]!.product.tile,
        targetDate: options.targetDate,
        comparedBands: bands.read.slice(0, bands.compared),
        maskPixelMetres: plans[0]!.grid.pixelMetres,
        dates: observed.map(({ provenance: { application: _, ...own } }, index) => ({
          day: dayText(days[index]!),
          pixels: composed.taken[index]!,
          ...own,
        })),
        startedAt: startedAt.toISOString(),
        endedAt: new Date().toISOString(),
        seconds: (performance.now() - begin) / 1000,
        pixels,
        observedPixels: composed.observedPixels,
        warnings,
      };
      const remarks = await writeCompositeCog(
        folder,
        { grid: windowGrid(grid, window), bands: bands.written, provenance },
        {
          file: path,
          signal,
          onFraction: (fraction) => partOf(onProgress, BLOCKS_SHARE, 1)({ fraction, stage: 'Writing the composite' }),
        },
      );
      await writeFile(join(folder, 'composite.json'), compositeJson(provenance, windowGrid(grid, window)));
      const ofDates = observed.map(({ provenance: own }, index) => [dayText(days[index]!), own.warnings] as const);
      // A damaged file is met twice, by the date's mask and by the composite.
      const told = new Set(ofDates.flatMap(([day, own]) => own.map((warning) => `${day}: ${warning}`)));
      outcome.warnings = [...warnings.filter((warning) => !told.has(warning)), ...warningsOfDates(ofDates), ...remarks];
      await options.beforeWriting?.();
      return [
        { staged: 'composite.tif', path },
        { staged: 'composite.json', path: provenanceFile },
      ];
    },
  );
  const { composed, observed } = outcome;
  const observedMetres = (composed?.observedPixels ?? 0) * grid.pixelMetres ** 2;
  return {
    files,
    warnings: outcome.warnings,
    seconds: (performance.now() - begin) / 1000,
    observedShare: Math.min(1, observedMetres / (observed[0]?.areaSquareMetres ?? 1)),
    dates: dates.map(({ product }, index) => ({
      product: product.id,
      day: dayText(days[index]!),
      clearShare: observed[index]?.clearShare ?? 0,
      pixels: composed?.taken[index] ?? 0,
    })),
  };
}

/** Warnings with the dates that they are about, each once. */
function warningsOfDates(dates: readonly (readonly [day: string, warnings: readonly string[]])[]): string[] {
  const daysOf = new Map<string, string[]>();
  for (const [day, warnings] of dates)
    for (const warning of new Set(warnings)) daysOf.set(warning, [...(daysOf.get(warning) ?? []), day]);
  return [...daysOf].map(([warning, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more ${others.length === 1 ? 'date' : 'dates'}`;
    return `${first}${more}: ${warning}`;
  });
}

function nothingClear(dates: number): SeriesError {
  return new SeriesError(`No pixel is clear on any of the ${dates} dates.`, {
    remedy: 'Add dates, or look whether the masks take the ground for cloud.',
  });
}
