import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { type ClassCode, MASK_CLASSES, MISSING } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import type { ClassRaster } from '../mask/types.ts';
import { type AccuracyReport, accuracyReport, NO_MERGE } from './confusion.ts';
import type { ClassMerge } from './mappings.ts';

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

/** Reads a table of reference points from disk; see {@link parsePoints}. */
export async function readPoints(path: string): Promise<readonly ReferencePoint[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CompareError(`${path} cannot be read.`, { file: path, cause });
  });
  return parsePoints(text, path);
}

/**
 * Reads reference points from CSV (RFC 4180, with or without a byte order mark): a header line with `row`, `col` (or
 * `column`) and `class`, and if wanted `weight`, `stratum`, `group`, `file`; others are ignored. Rows and columns count
 * from 0; a class is a code from 1 to 5 or its name (clear, shadow, semi, cloud, missing).
 *
 * @throws CompareError with the line number.
 */
export function parsePoints(text: string, file: string): readonly ReferencePoint[] {
  const records = parseRecords(text, file);
  return records.map(({ record, line }) => {
    const fail = (column: string, wanted: string): never => {
      throw new CompareError(
        `Line ${line} of ${file}: ${column} is ${JSON.stringify(record[column] ?? '')}, not ${wanted}.`,
        { file, remedy: 'Correct the line and read the table again.' },
      );
    };
    const index = (column: string) => {
      const cell = record[column]?.trim() ?? '';
      return /^\d+$/.test(cell) ? Number(cell) : fail(column, 'a whole number of 0 or more');
    };
    const cell = record.class?.trim().toLowerCase() ?? '';
    const found = MASK_CLASSES.find(({ code, id }) => String(code) === cell || id === cell);
    const weight = record.weight?.trim() ? Number(record.weight) : null;
    if (weight !== null && !(weight > 0 && Number.isFinite(weight))) fail('weight', 'a number above 0');
    return {
      row: index('row'),
      column: index('col'),
      code: found ? found.code : fail('class', 'a class code from 1 to 5 or its name'),
      weight,
      stratum: record.stratum || null,
      group: record.group || null,
      file: record.file || null,
      line,
    };
  });
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly line: number;
}

function parseRecords(text: string, file: string): Row[] {
  const names = (header: string[]) =>
    header.map((name) => name.trim().toLowerCase()).map((name) => (name === 'column' ? 'col' : name));
  try {
    // The parser counts a CR LF within quotes as two lines.
    const parsed = parse(text.replaceAll('\r\n', '\n'), {
      columns: names,
      bom: true,
      info: true,
      skip_empty_lines: true,
    }) as unknown as {
      readonly record: Record<string, string>;
      readonly info: { readonly lines: number };
    }[];
    const lacking = ['row', 'col', 'class'].filter((name) => parsed[0] && !(name in parsed[0].record));
    if (parsed.length === 0) throw new CompareError(`${file} has no points.`, { file });
    if (lacking.length > 0) {
      throw new CompareError(`Line 1 of ${file} has no column ${lacking.join(', ')}.`, {
        file,
        remedy: 'The header needs row, col and class.',
      });
    }
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = (cause as unknown as { readonly lines?: number }).lines;
    throw new CompareError(`Line ${line ?? '?'} of ${file} is not CSV: ${cause.message}.`, { file, cause });
  }
}

export interface PointScores {
  /** Every point counts 1. */
  readonly points: AccuracyReport;
  /** Every point counts its weight; null unless all have one. */
  readonly weighted: AccuracyReport | null;
  /** Standard error of the weighted overall accuracy; null without strata of two points and more. */
  readonly weightedStandardError: number | null;
  /** Points that are missing in the mask or in the table; they are left out. */
  readonly leftOut: number;
}

export interface ScorePointsOptions {
  /** Pixel size of the grid that rows and columns count on; the mask's by default. Both start at the same corner. */
  readonly pointPixelMetres?: number | undefined;
  readonly merge?: ClassMerge | undefined;
}

/**
 * Scores a mask on reference points; a point's class is compared with the mask's pixel at its centre.
 *
 * @throws CompareError for a point outside of the mask, with its line.
 */
export function scorePoints(
  mask: ClassRaster,
  points: readonly ReferencePoint[],
  options: ScorePointsOptions = {},
): PointScores {
  const merge = options.merge ?? NO_MERGE;
  const scale = (options.pointPixelMetres ?? mask.pixelMetres) / mask.pixelMetres;
  const read = points.map((point) => {
    const row = Math.floor((point.row + 0.5) * scale);
    const column = Math.floor((point.column + 0.5) * scale);
    if (row >= mask.height || column >= mask.width) {
      throw new CompareError(
        `The point on line ${point.line} (row ${point.row}, column ${point.column}) lies outside of the mask of ${mask.width} x ${mask.height} pixels.`,
        { remedy: 'Check the pixel size of the grid that the points count on.' },
      );
    }
    const code = mask.codes[row * mask.width + column] as number;
    return { point, mask: merge.table[code] as number, reference: merge.table[point.code] as number };
  });
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
  return {
    points: accuracyReport(matrix(() => 1)),
    weighted: weighted ? accuracyReport(matrix((point) => point.weight as number)) : null,
    weightedStandardError: weighted ? standardError(valid) : null,
    leftOut: read.length - valid.length,
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
