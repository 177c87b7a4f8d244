import { type ClassCode, MISSING } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import type { ClassRaster } from '../mask/types.ts';
import type { ClassMerge } from './class-merge.ts';
import { type AccuracyReport, accuracyReport, NO_MERGE } from './confusion.ts';
import { type ScoreIntervals, scoreIntervals } from './intervals.ts';

/** A pixel whose class was read by eye. */
export interface ReferencePoint {
  readonly row: number;
  readonly column: number;
  readonly code: ClassCode;
  /** Pixels of the scene that the point stands for. */
  readonly weight: number | null;
  readonly stratum: string | null;
  /** What was imaged together. */
  readonly group: string | null;
  /** The raster that the point lies in, where one table serves many. */
  readonly file: string | null;
  /** Line of the table, from 1. */
  readonly line: number;
}

export interface PointScores {
  /** Every point counts 1. */
  readonly points: AccuracyReport;
  /** How sure the scores are that count every point as 1. */
  readonly intervals: ScoreIntervals;
  /** Every point that lies in the mask, with what the mask has there. */
  readonly outcomes: readonly PointOutcome[];
  /** Every point counts its weight; null unless all have one. */
  readonly weighted: AccuracyReport | null;
  /** Standard error of the weighted overall accuracy; null without strata of two points and more. */
  readonly weightedStandardError: number | null;
  /** Points that are missing in the mask or in the table; they are left out. */
  readonly leftOut: number;
  /** Points beyond the mask's pixels; they are left out. */
  readonly outside: number;
}

/** What became of a point; classes that a reference cannot tell apart are merged. */
export interface PointOutcome {
  readonly point: ReferencePoint;
  readonly mask: ClassCode;
  readonly reference: ClassCode;
}

export interface ScorePointsOptions {
  /** Pixel size of the grid that rows and columns count on; the mask's by default. Both start at the same corner. */
  readonly pointPixelMetres?: number | undefined;
  readonly merge?: ClassMerge | undefined;
}

/**
 * Scores a mask on reference points; a point's class is compared with the mask's pixel at its centre.
 *
 * @throws CompareError where no point at all lies in the mask
 */
export function scorePoints(
  mask: ClassRaster,
  points: readonly ReferencePoint[],
  options: ScorePointsOptions = {},
): PointScores {
  const merge = options.merge ?? NO_MERGE;
  const scale = (options.pointPixelMetres ?? mask.pixelMetres) / mask.pixelMetres;
  const read = points.flatMap((point) => {
    const row = Math.floor((point.row + 0.5) * scale);
    const column = Math.floor((point.column + 0.5) * scale);
    if (row < 0 || column < 0 || row >= mask.height || column >= mask.width) return [];
    const code = mask.codes[row * mask.width + column]!;
    return [{ point, mask: merge.table[code] as ClassCode, reference: merge.table[point.code] as ClassCode }];
  });
  const first = points[0];
  if (first && read.length === 0) {
    throw new CompareError(
      `None of the ${points.length} points lies in the mask of ${mask.width} x ${mask.height} pixels; the one on line ${first.line} is at row ${first.row}, column ${first.column}.`,
      { remedy: 'Check the pixel size of the grid that the points count on, or their coordinates.' },
    );
  }
  const valid = read.filter((entry) => entry.mask !== MISSING && entry.reference !== MISSING);
  const matrix = (weightOf: (point: ReferencePoint) => number) => ({
    codes: merge.codes,
    counts: merge.codes.map((r) =>
      merge.codes.map((m) =>
        valid
          .filter((entry) => entry.reference === r && entry.mask === m)
          .reduce((sum, { point }) => sum + weightOf(point), 0),
      ),
    ),
  });
  const weighted = valid.length > 0 && valid.every(({ point }) => point.weight !== null);
  const counted = matrix(() => 1);
  const report = accuracyReport(counted);
  return {
    points: report,
    intervals: scoreIntervals(
      counted,
      report.classes.map(({ id }) => id),
    ),
    outcomes: read,
    weighted: weighted ? accuracyReport(matrix((point) => point.weight as number)) : null,
    weightedStandardError: weighted ? standardError(valid) : null,
    leftOut: read.length - valid.length,
    outside: points.length - read.length,
  };
}

/**
 * Standard error of the overall accuracy of a stratified sample: the root of the sum over strata of
 * W_h² p_h (1 - p_h) / (n_h - 1), where W_h is the stratum's share of the area, p_h its share of right points and n_h
 * their number (Olofsson et al. 2014, equation 5).
 */
function standardError(
  entries: readonly { readonly point: ReferencePoint; readonly mask: number; readonly reference: number }[],
): number | null {
  const strata = new Map<string, { weight: number; count: number; right: number }>();
  for (const { point, mask, reference } of entries) {
    if (point.stratum === null) return null;
    const stratum = strata.get(point.stratum) ?? { weight: 0, count: 0, right: 0 };
    strata.set(point.stratum, stratum);
    stratum.weight += point.weight as number;
    stratum.count++;
    if (mask === reference) stratum.right++;
  }
  const total = [...strata.values()].reduce((sum, { weight }) => sum + weight, 0);
  let variance = 0;
  for (const { weight, count, right } of strata.values()) {
    if (count < 2) return null;
    const share = right / count;
    variance += ((weight / total) ** 2 * share * (1 - share)) / (count - 1);
  }
  return Math.sqrt(variance);
}
