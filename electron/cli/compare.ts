import type { Command } from 'commander';
import { compareToReference } from '../engine/compare/compare.ts';
import type { AccuracyReport } from '../engine/compare/confusion.ts';
import { GUESSED } from '../engine/compare/guess-mapping.ts';
import type { Interval, ScoreIntervals } from '../engine/compare/intervals.ts';
import { type ClassMapping, MAPPINGS, mappingOf } from '../engine/compare/mappings.ts';
import { customMapping } from '../engine/compare/own-mapping.ts';
import { readPoints } from '../engine/compare/point-table.ts';
import { scorePoints } from '../engine/compare/points.ts';
import type { ReferenceRaster } from '../engine/compare/reference.ts';
import { readReference, readSceneClassification } from '../engine/compare/reference.ts';
import type { RasterContext } from '../engine/raster/context.ts';
import { createRasterContext } from '../engine/raster/context.ts';
import { formatDifference, isProductPath, productDifference } from './compare-products.ts';
import { openNamedProduct } from './open-product.ts';
import { numberFlag } from './stack-options.ts';
import { print, UsageError } from './terminal.ts';

interface CompareFlags {
  readonly points?: string;
  readonly pointPixelSize?: string;
  readonly pointsFile?: string;
  readonly mapping: string;
  readonly maskMapping: string;
  readonly tolerance?: string;
  readonly json?: boolean;
}

/** How the codes of a raster were read. */
interface MappingUsed {
  readonly id: string;
  readonly name: string;
}

interface Outcome {
  readonly maskMapping: MappingUsed;
  /** Null for points. */
  readonly referenceMapping: MappingUsed | null;
  readonly report: AccuracyReport;
  /** Of the scores of points; null for rasters. */
  readonly intervals: ScoreIntervals | null;
  readonly weighted: AccuracyReport | null;
  readonly weightedStandardError: number | null;
  readonly notes: readonly string[];
}

/** `nephoscope compare MASK REFERENCE` or `nephoscope compare MASK --points CSV` */
export function addCompare(program: Command, signal: AbortSignal): void {
  program
    .command('compare')
    .description(
      'score a mask against an SCL, a product, a class raster or reference points; of two products, say whether their pixels are identical, or where not',
    )
    .argument(
      '<mask>',
      'a mask that Nephoscope wrote, another class raster (--mask-mapping), or a product to be held against another',
    )
    .argument('[reference]', 'class raster (GeoTIFF, .img, .jp2 and others), or an L2A product, whose SCL is taken')
    .option(
      '--points <csv>',
      'reference points: columns class and row, col (or x, y, or lon, lat); weight, stratum, group, file if wanted',
    )
    .option('--point-pixel-size <metres>', "pixel size of the points' rows and columns (the mask's)")
    .option('--points-file <name>', 'of a table for many rasters: only points of this file')
    .option(
      '--mapping <name>',
      `of the reference: ${MAPPINGS.map(({ id }) => id).join(', ')}, or 0:5,1:1,... (value:code); without it, told by its values where these allow one only`,
      'auto',
    )
    .option('--mask-mapping <name>', 'of the mask, as --mapping', 'auto')
    .option('--tolerance <pixels>', 'leave out pixels this near to a class boundary of the reference', '0')
    .option('--json', 'print one JSON object')
    .action(async (mask: string, reference: string | undefined, flags: CompareFlags) => {
      const context = createRasterContext();
      try {
        if (reference !== undefined && (await isProductPath(mask)) && (await isProductPath(reference))) {
          const difference = await productDifference(mask, reference, context, signal);
          print(flags.json ? JSON.stringify(difference) : formatDifference(difference));
          return;
        }
        const outcome = await compare(mask, reference, flags, { context, signal });
        print(flags.json ? JSON.stringify(outcome) : formatOutcome(outcome));
      } finally {
        await context.close();
      }
    });
}

/** What opens files of a comparison, and what ends that. */
interface Opening {
  readonly context: RasterContext;
  readonly signal: AbortSignal;
}

async function compare(
  maskPath: string,
  referencePath: string | undefined,
  flags: CompareFlags,
  { context, signal }: Opening,
): Promise<Outcome> {
  if ((referencePath === undefined) === (flags.points === undefined)) {
    throw new UsageError('Give a reference, or --points, and not both.');
  }
  const mask = await readReference(maskPath, mappingFlag(flags.maskMapping), { decoder: context.decoder });
  const raster = {
    width: mask.grid.width,
    height: mask.grid.height,
    pixelMetres: mask.grid.pixelMetres,
    codes: mask.codes,
  };
  // That a mask has our own codes is what everybody expects.
  const maskNotes = (mask.notes ?? [])
    .filter((note) => mask.mapping.id !== 'nephoscope' || !note.startsWith(GUESSED))
    .map((note) => `The mask: ${note}`);
  const maskMapping = usedMapping(mask);
  if (flags.points !== undefined) {
    const all = await readPoints(flags.points, mask.place);
    const chosen =
      flags.pointsFile === undefined ? all.points : all.points.filter((point) => point.file === flags.pointsFile);
    const pointPixelMetres = numberFlag('--point-pixel-size', flags.pointPixelSize);
    const scores = scorePoints(raster, chosen, { pointPixelMetres });
    const notes = [...maskNotes, ...all.notes];
    if (scores.leftOut > 0) notes.push(`${scores.leftOut} points are missing in the mask and left out.`);
    if (scores.outside > 0) notes.push(`${scores.outside} points lie outside of the mask and are left out.`);
    return {
      maskMapping,
      referenceMapping: null,
      report: scores.points,
      intervals: scores.intervals,
      weighted: scores.weighted,
      weightedStandardError: scores.weightedStandardError,
      notes,
    };
  }
  const reference = await openReference(referencePath as string, flags.mapping, mask, { context, signal });
  const tolerancePixels = numberFlag('--tolerance', flags.tolerance) ?? 0;
  const { report, notes } = compareToReference(raster, mask.grid, reference, { tolerancePixels });
  return {
    maskMapping,
    referenceMapping: usedMapping(reference),
    report,
    intervals: null,
    weighted: null,
    weightedStandardError: null,
    notes: [...notes, ...maskNotes],
  };
}

function usedMapping({ mapping }: ReferenceRaster): MappingUsed {
  return { id: mapping.id, name: mapping.name };
}

/** An L2A product by its folder, zip or metadata; any other file is a class raster. */
async function openReference(
  path: string,
  mapping: string,
  mask: ReferenceRaster,
  { context, signal }: Opening,
): Promise<ReferenceRaster> {
  if (!(await isProductPath(path))) {
    return readReference(path, mappingFlag(mapping), { decoder: context.decoder, onto: mask.place });
  }
  const product = await openNamedProduct(path, { signal });
  try {
    return await readSceneClassification(product, context.open, mask.grid.pixelMetres);
  } finally {
    await context.release(product);
    await product.close();
  }
}

function mappingFlag(text: string): ClassMapping | 'auto' {
  if (text === 'auto') return text;
  if (!text.includes(':')) return mappingOf(text);
  const rules = new Map<number, number[]>();
  for (const pair of text.split(',')) {
    const [from, to] = pair.split(':').map(Number) as [number, number];
    rules.set(to, [...(rules.get(to) ?? []), from]);
  }
  return customMapping([...rules].map(([to, from]) => ({ from, to })));
}

/** Confusion matrix and scores as aligned text. */
export function formatOutcome(outcome: Outcome): string {
  const { report, intervals, weighted, weightedStandardError, notes } = outcome;
  const names = report.classes.map(({ id }) => id);
  const cell = (text: string | number): string => String(text).padStart(11);
  const share = (value: number | null): string => (value === null ? '-' : value.toFixed(3));
  const lines = [
    `reference \\ mask${names.map(cell).join('')}`,
    ...report.matrix.counts.map((row, i) => `${String(names[i]).padEnd(16)}${row.map(cell).join('')}`),
    '',
    `${''.padEnd(16)}${['producer', 'user', 'F1', 'IoU'].map(cell).join('')}`,
    ...report.classes.map(
      ({ id, producersAccuracy, usersAccuracy, f1, iou }) =>
        `${id.padEnd(16)}${[producersAccuracy, usersAccuracy, f1, iou].map((value) => cell(share(value))).join('')}`,
    ),
    '',
    `overall accuracy ${share(report.overallAccuracy)}, balanced accuracy ${share(report.balancedAccuracy)}, n = ${report.total}`,
  ];
  if (intervals) lines.push(...intervalLines(intervals));
  if (weighted) {
    const error = weightedStandardError === null ? '' : ` ± ${weightedStandardError.toFixed(3)} (standard error)`;
    lines.push(
      `area-weighted: overall accuracy ${share(weighted.overallAccuracy)}${error}, balanced accuracy ${share(weighted.balancedAccuracy)}`,
    );
  }
  const { maskMapping, referenceMapping } = outcome;
  lines.push(`mask read as ${maskMapping.name}${referenceMapping ? `, reference as ${referenceMapping.name}` : ''}`);
  return [...lines, ...notes].join('\n');
}

function intervalLines({ method, overallAccuracy, balancedAccuracy, classes }: ScoreIntervals): string[] {
  const range = (interval: Interval | null) =>
    interval === null ? '-' : `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`;
  return [
    `confidence: overall accuracy ${range(overallAccuracy)}, balanced accuracy ${range(balancedAccuracy)}`,
    ...classes.map(
      ({ id, producersAccuracy, usersAccuracy }) =>
        `  ${id.padEnd(8)} producer ${range(producersAccuracy)}, user ${range(usersAccuracy)}`,
    ),
    `  (${method})`,
  ];
}
