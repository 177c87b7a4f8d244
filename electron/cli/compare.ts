import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { compareToReference } from '../engine/compare/compare.ts';
import type { AccuracyReport } from '../engine/compare/confusion.ts';
import { customMapping, mappingOf } from '../engine/compare/mappings.ts';
import { readPoints, scorePoints } from '../engine/compare/points.ts';
import type { ReferenceRaster } from '../engine/compare/reference.ts';
import { readReference, readSceneClassification } from '../engine/compare/reference.ts';
import { openProduct } from '../engine/product/open.ts';
import type { RasterContext } from '../engine/raster/context.ts';
import { createRasterContext } from '../engine/raster/context.ts';
import { numberFlag } from './stack-options.ts';
import { UsageError } from './terminal.ts';

interface CompareFlags {
  readonly points?: string;
  readonly pointPixelSize?: string;
  readonly pointsFile?: string;
  readonly mapping: string;
  readonly maskMapping: string;
  readonly tolerance?: string;
  readonly json?: boolean;
}

interface Outcome {
  readonly report: AccuracyReport;
  readonly weighted: AccuracyReport | null;
  readonly weightedStandardError: number | null;
  readonly notes: readonly string[];
}

/** `nephoscope compare MASK REFERENCE` or `nephoscope compare MASK --points CSV` */
export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('score a mask against an SCL, a product, a class raster or reference points')
    .argument('<mask>', 'a mask that Nephoscope wrote, or another class raster (--mask-mapping)')
    .argument('[reference]', 'class raster (GeoTIFF or SCL .jp2), or an L2A product, whose SCL is taken')
    .option('--points <csv>', 'reference points: columns row, col, class, and if wanted weight, stratum, group, file')
    .option('--point-pixel-size <metres>', "pixel size of the points' rows and columns (the mask's)")
    .option('--points-file <name>', 'of a table for many rasters: only points of this file')
    .option(
      '--mapping <name>',
      'of the reference: nephoscope, scl, fmask, s2cloudless, kappamask, or 0:5,1:1,... (value:code)',
      'auto',
    )
    .option('--mask-mapping <name>', 'of the mask, as --mapping', 'nephoscope')
    .option('--tolerance <pixels>', 'leave out pixels this near to a class boundary of the reference', '0')
    .option('--json', 'print one JSON object')
    .action(async (mask: string, reference: string | undefined, flags: CompareFlags) => {
      const context = createRasterContext();
      try {
        const outcome = await compare(mask, reference, flags, context);
        console.log(flags.json ? JSON.stringify(outcome) : formatOutcome(outcome));
      } finally {
        await context.close();
      }
    });
}

async function compare(
  maskPath: string,
  referencePath: string | undefined,
  flags: CompareFlags,
  context: RasterContext,
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
  if (flags.points !== undefined) {
    const all = await readPoints(flags.points);
    const points = flags.pointsFile === undefined ? all : all.filter((point) => point.file === flags.pointsFile);
    const pointPixelMetres = numberFlag('--point-pixel-size', flags.pointPixelSize);
    const scores = scorePoints(raster, points, { pointPixelMetres });
    const notes = scores.leftOut > 0 ? [`${scores.leftOut} points are missing in the mask and left out.`] : [];
    return {
      report: scores.points,
      weighted: scores.weighted,
      weightedStandardError: scores.weightedStandardError,
      notes,
    };
  }
  const reference = await openReference(referencePath as string, flags.mapping, mask.grid.pixelMetres, context);
  const tolerancePixels = numberFlag('--tolerance', flags.tolerance) ?? 0;
  const { report, notes } = compareToReference(raster, mask.grid, reference, { tolerancePixels });
  return { report, weighted: null, weightedStandardError: null, notes };
}

/** An SCL by its name, an L2A product, or a class raster. */
async function openReference(
  path: string,
  mapping: string,
  pixelMetres: number,
  context: RasterContext,
): Promise<ReferenceRaster> {
  const isRaster =
    /\.(tiff?|jp2|j2k)$/i.test(path) &&
    (await stat(path).then(
      (stats) => stats.isFile(),
      () => true,
    ));
  if (isRaster) {
    const guessed = /SCL/i.test(path) ? 'scl' : 'nephoscope';
    return readReference(path, mappingFlag(mapping === 'auto' ? guessed : mapping), { decoder: context.decoder });
  }
  const product = await openProduct(path);
  try {
    return await readSceneClassification(product, context.open, pixelMetres);
  } finally {
    await context.release(product);
    await product.close();
  }
}

function mappingFlag(text: string) {
  if (!text.includes(':')) return mappingOf(text);
  const rules = new Map<number, number[]>();
  for (const pair of text.split(',')) {
    const [from, to] = pair.split(':').map(Number) as [number, number];
    rules.set(to, [...(rules.get(to) ?? []), from]);
  }
  return customMapping([...rules].map(([to, from]) => ({ from, to })));
}

/** Confusion matrix and scores as aligned text. */
export function formatOutcome({ report, weighted, weightedStandardError, notes }: Outcome): string {
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
  if (weighted) {
    const error = weightedStandardError === null ? '' : ` ± ${weightedStandardError.toFixed(3)} (standard error)`;
    lines.push(
      `area-weighted: overall accuracy ${share(weighted.overallAccuracy)}${error}, balanced accuracy ${share(weighted.balancedAccuracy)}`,
    );
  }
  return [...lines, ...notes].join('\n');
}
