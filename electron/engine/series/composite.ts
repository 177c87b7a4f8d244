import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnProgress } from '../core/bytes.ts';
import { SeriesError } from '../core/errors.ts';
import { windowGrid } from '../core/grid.ts';
import { companion, stageExport } from '../export/staging.ts';
import type { ExportResult } from '../export/types.ts';
import { partOf } from '../produce/outputs.ts';
import { requireUnchanged } from '../produce/unchanged.ts';
import type { Workbench } from '../produce/workbench.ts';
import { type Composed, compose } from './compose.ts';
import { compositeBytes, writeCompositeCog } from './composite-cog.ts';
import { type CompositeOptions, type CompositePlan, planComposite } from './composite-plan.ts';
import { type CompositeProvenance, compositeJson, METHOD } from './composite-provenance.ts';
import { dayText, parseDay, type SeriesDate } from './dates.ts';
import { type ObservedDate, observeDate } from './observe.ts';
import { dateScore } from './weights.ts';

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

/** Of the progress: masks come first, then blocks, then the file. */
const MASKS_SHARE = 0.6;
const BLOCKS_SHARE = 0.92;

/** What was written into the staging folder. */
interface Made {
  readonly observed: readonly ObservedDate[];
  readonly composed: Composed;
  readonly warnings: readonly string[];
}

/**
 * The best clear observation of every pixel over the dates of one tile (see {@link METHOD}), written as a Cloud Optimized
 * GeoTIFF with its provenance beside it. Masks that are not computed yet are computed first. Holds one mask at a time,
 * then the observations of one block (see `planBlocks`); weights and planes lie on the disk meanwhile.
 *
 * @throws SeriesError where the products do not go together; before computing ExportError where the file is there or has
 *   no room; otherwise what masks, reading and writing throw, and CancelledError. Nothing is left then.
 */
export async function makeComposite(
  bench: Workbench,
  given: readonly SeriesDate[],
  options: CompositeOptions,
): Promise<CompositeResult> {
  const began = { at: new Date(), clock: performance.now() };
  const { path } = options;
  const targetDay = options.targetDate === null ? null : parseDay(options.targetDate);
  const plan = await planComposite(bench, given, options);
  const { dates, days, grid, window, bands } = plan;
  const pixels = window.width * window.height;
  const rawBytes = pixels * (dates.length + 2 * (bands.written.length + 2));
  const provenanceFile = companion(path, '.json');
  let made: Made | null = null;
  const files = await stageExport(
    {
      overwrite: options.overwrite,
      signal: options.signal,
      paths: [path, provenanceFile],
      neededBytes: rawBytes + compositeBytes(window, bands.written.length)[1],
      stale: [`${path}.aux.xml`, `${path}.ovr`, `${path}.msk`],
    },
    async (folder) => {
      made = await makeFiles(bench, plan, folder, { ...options, targetDay, began });
      for (const { product } of dates) await requireUnchanged(product);
      await options.beforeWriting?.();
      return [
        { staged: 'composite.tif', path },
        { staged: 'composite.json', path: provenanceFile },
      ];
    },
  );
  const { observed, composed, warnings } = made! as Made;
  const observedMetres = composed.observedPixels * grid.pixelMetres ** 2;
  return {
    files,
    warnings,
    seconds: secondsSince(began),
    observedShare: Math.min(1, observedMetres / observed[0]!.areaSquareMetres),
    dates: dates.map(({ product }, index) => ({
      product: product.id,
      day: dayText(days[index]!),
      clearShare: observed[index]!.clearShare,
      pixels: composed.taken[index]!,
    })),
  };
}

type Began = { readonly at: Date; readonly clock: number };
type MakingOptions = CompositeOptions & { readonly targetDay: number | null; readonly began: Began };

function secondsSince({ clock }: Began): number {
  return (performance.now() - clock) / 1000;
}

/** Writes `composite.tif` and `composite.json` into a folder. @throws SeriesError where no pixel is clear on any date */
async function makeFiles(bench: Workbench, plan: CompositePlan, folder: string, options: MakingOptions): Promise<Made> {
  const { dates, days, grid, window, bands } = plan;
  const { signal, onProgress } = options;
  const observed = await observeDates(bench, plan, folder, options);
  const scores = days.map((day) => dateScore(day, options.targetDay));
  const composed = await compose(bench, { ...plan, observed, scores }, folder, {
    signal,
    onProgress: partOf(onProgress, MASKS_SHARE, BLOCKS_SHARE),
  });
  if (composed.observedPixels === 0) throw nothingClear(dates.length);
  const provenance = provenanceOf(plan, observed, composed, options);
  const remarks = await writeCompositeCog(
    folder,
    { grid: windowGrid(grid, window), bands: bands.written, provenance },
    {
      file: options.path,
      signal,
      onFraction: (fraction) => partOf(onProgress, BLOCKS_SHARE, 1)({ fraction, stage: 'Writing the composite' }),
    },
  );
  await writeFile(join(folder, 'composite.json'), compositeJson(provenance, windowGrid(grid, window)));
  const ofDates = observed.map(({ provenance: own }, index) => [dayText(days[index]!), own.warnings] as const);
  // A damaged file is met twice, by the date's mask and by the composite.
  const told = new Set(ofDates.flatMap(([day, own]) => own.map((warning) => `${day}: ${warning}`)));
  const ofAll = provenance.warnings.filter((warning) => !told.has(warning));
  return { observed, composed, warnings: [...ofAll, ...warningsOfDates(ofDates), ...remarks] };
}

/** Makes the masks one after the other, and writes what the observations of each date weigh into a folder. */
async function observeDates(
  bench: Workbench,
  { dates, days, masks, grid, blocks }: CompositePlan,
  folder: string,
  options: CompositeOptions,
): Promise<readonly ObservedDate[]> {
  const observed: ObservedDate[] = [];
  for (const [index, date] of dates.entries()) {
    const share = MASKS_SHARE / dates.length;
    const own = partOf(options.onProgress, index * share, (index + 1) * share);
    const stage = `Mask ${index + 1} of ${dates.length}, ${dayText(days[index]!)}`;
    const target = { folder, name: `weights-${index}.raw`, grid, blocks };
    const onProgress: OnProgress = (progress) => own({ ...progress, stage });
    observed.push(await observeDate(bench, date, masks[index]!, target, { ...options, onProgress }));
  }
  return observed;
}

function provenanceOf(
  { dates, days, masks, bands, window, notes }: CompositePlan,
  observed: readonly ObservedDate[],
  composed: Composed,
  { version, targetDate, began }: MakingOptions,
): CompositeProvenance {
  const { level, tile } = dates[0]!.product;
  return {
    application: { name: 'Nephoscope', version },
    method: METHOD,
    level,
    tile,
    targetDate,
    comparedBands: bands.read.slice(0, bands.compared),
    maskPixelMetres: masks[0]!.grid.pixelMetres,
    dates: observed.map(({ provenance: { application: _, ...own } }, index) => ({
      day: dayText(days[index]!),
      pixels: composed.taken[index]!,
      ...own,
    })),
    startedAt: began.at.toISOString(),
    endedAt: new Date().toISOString(),
    seconds: secondsSince(began),
    pixels: window.width * window.height,
    observedPixels: composed.observedPixels,
    warnings: [...notes, ...composed.warnings],
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
