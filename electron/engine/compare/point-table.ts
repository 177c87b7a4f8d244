import { CsvError, parse } from 'csv-parse/sync';
import { MASK_CLASSES } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import { PlainFileError, readPlainFile } from '../core/plain-file.ts';
import { decodeText } from '../core/text.ts';
import { type Locate, locator } from './point-places.ts';
import type { ReferencePoint } from './points.ts';
import type { RasterPlace } from './raster-place.ts';

export interface PointTable {
  readonly points: readonly ReferencePoint[];
  /** By which columns they are placed: `row` (and col), `x` (and y) or `lon` (and lat). */
  readonly placedBy: 'row' | 'x' | 'lon';
  /** What was assumed, in words. */
  readonly notes: readonly string[];
}

const MAX_TABLE_BYTES = 128 << 20;
/** Headers that mean the same; compared without case, blanks and signs. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  row: ['row', 'line', 'rowindex', 'pixelrow'],
  col: ['col', 'column', 'sample', 'colindex', 'pixelcol', 'pixelcolumn'],
  x: ['x', 'easting', 'east', 'xcoord', 'xutm', 'pointx'],
  y: ['y', 'northing', 'north', 'ycoord', 'yutm', 'pointy'],
  lon: ['lon', 'long', 'longitude', 'lng', 'xlon', 'londeg', 'longitudedeg'],
  lat: ['lat', 'latitude', 'ylat', 'latdeg', 'latitudedeg'],
  class: ['class', 'label', 'code', 'classcode', 'classid', 'classname', 'category', 'reference'],
  weight: ['weight'],
  stratum: ['stratum', 'strata'],
  group: ['group'],
  file: ['file'],
};
const PAIRS = [
  ['row', 'col'],
  ['x', 'y'],
  ['lon', 'lat'],
] as const;
/** Names of classes besides our own. */
const CLASS_NAMES: Readonly<Record<string, string>> = {
  'clear sky': 'clear',
  land: 'clear',
  'cloud shadow': 'shadow',
  'semi-transparent': 'semi',
  'semi-transparent cloud': 'semi',
  'semi transparent cloud': 'semi',
  'thin cloud': 'semi',
  thin: 'semi',
  cirrus: 'semi',
  'thick cloud': 'cloud',
  thick: 'cloud',
  'opaque cloud': 'cloud',
  clouds: 'cloud',
  'no data': 'missing',
  nodata: 'missing',
};

/**
 * Reads a table of reference points from disk; see {@link parsePoints}.
 * @param place of the mask that they are for; needed for points with coordinates
 */
export async function readPoints(path: string, place?: RasterPlace): Promise<PointTable> {
  const bytes = await readPlainFile(path, MAX_TABLE_BYTES).catch((cause: unknown) => {
    if (!(cause instanceof PlainFileError)) throw cause;
    throw new CompareError(`${path} ${cause.message}.`, { file: path, remedy: 'Choose a table as CSV.', cause });
  });
  return parsePoints(decodeText(bytes), path, place);
}

/**
 * Reads reference points from a table with a header line: comma, semicolon or tab between cells, point or comma in
 * decimals. A point is placed by `row` and `col` (counted from 0), by `x` and `y` in the mask's coordinate system, or by
 * `lon` and `lat` in degrees; `class` is a code from 1 to 5 or its name (clear, shadow, semi, cloud, missing); `weight`,
 * `stratum`, `group` and `file` are read where they are there, other columns are ignored.
 *
 * @throws CompareError with the line number
 */
export function parsePoints(text: string, file: string, place?: RasterPlace): PointTable {
  const { rows, names } = parseRows(text, file);
  const pair = PAIRS.find(([a, b]) => names.includes(a) && names.includes(b));
  if (!pair || !names.includes('class')) {
    const lacking = [
      ...(pair ? [] : ['row and col (or x and y, or lon and lat)']),
      ...(names.includes('class') ? [] : ['class']),
    ];
    throw new CompareError(
      `Line 1 of ${file} has no column ${lacking.join(', and no ')}; it has ${names.join(', ')}.`,
      {
        file,
        remedy: 'The header needs class, and row and col (or x and y, or lon and lat).',
      },
    );
  }
  const places = rows.map(({ record, line }) => {
    const number = (column: string, wanted: string): number => {
      const value = toNumber(record[column]);
      return value ?? failCell(file, line, column, record[column], wanted);
    };
    const wanted = pair[0] === 'row' ? 'a whole number of 0 or more' : 'a number';
    return [number(pair[0], wanted), number(pair[1], wanted)] as const;
  });
  const { locate, notes } = locator(pair[0], places, file, place);
  const points = rows.map(({ record, line }, i) =>
    toPoint({ record, line }, file, pair[0] === 'row', places[i]!, locate),
  );
  return { points, placedBy: pair[0], notes };
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly line: number;
}

function toPoint(
  { record, line }: Pick<Row, 'record' | 'line'>,
  file: string,
  isPixel: boolean,
  [a, b]: readonly [number, number],
  locate: Locate,
): ReferencePoint {
  const { row, column } = locate(a, b);
  if (isPixel && !(Number.isInteger(a) && a >= 0))
    failCell(file, line, 'row', record.row, 'a whole number of 0 or more');
  if (isPixel && !(Number.isInteger(b) && b >= 0))
    failCell(file, line, 'col', record.col, 'a whole number of 0 or more');
  const cell = record.class?.trim().toLowerCase() ?? '';
  const name = CLASS_NAMES[cell.replaceAll('_', ' ')] ?? cell;
  const code = toNumber(cell);
  const found = MASK_CLASSES.find((candidate) => candidate.code === code || candidate.id === name);
  const weight = record.weight?.trim() ? toNumber(record.weight) : null;
  if (record.weight?.trim() && !((weight ?? 0) > 0)) failCell(file, line, 'weight', record.weight, 'a number above 0');
  return {
    row,
    column,
    code: found ? found.code : failCell(file, line, 'class', record.class, 'a class code from 1 to 5 or its name'),
    weight,
    stratum: record.stratum || null,
    group: record.group || null,
    file: record.file || null,
    line,
  };
}

/** A number with point or comma, in whatever notation; null for what is none. */
function toNumber(cell: string | undefined): number | null {
  const text = (cell ?? '').trim().replace(',', '.');
  const value = Number(text);
  return text !== '' && /^[-+\d.eE]+$/.test(text) && Number.isFinite(value) ? value : null;
}

function failCell(file: string, line: number, column: string, cell: string | undefined, wanted: string): never {
  throw new CompareError(`Line ${line} of ${file}: ${column} is ${JSON.stringify(cell ?? '')}, not ${wanted}.`, {
    file,
    remedy: 'Correct the line and read the table again.',
  });
}

/** Rows under the names that we know. The separator is the one that the header has most of, outside of quotes. */
function parseRows(text: string, file: string): { readonly rows: Row[]; readonly names: readonly string[] } {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const start = /^(?:[ \t]*\n|#[^\n]*\n)*(?:sep=(.)\n)?/i.exec(plain);
  const declared = start?.[1];
  const body = plain.slice(start?.[0].length ?? 0);
  const before = (start?.[0] ?? '').split('\n').length - 1;
  const header = (body.split('\n', 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const delimiter =
    declared ??
    [',', ';', '\t'].reduce((best, one) => (header.split(one).length > header.split(best).length ? one : best));
  let names: string[] = [];
  try {
    const parsed = parse(body, {
      columns: (cells: string[]) => {
        names = knownNames(cells);
        return names;
      },
      delimiter,
      bom: true,
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      comment: '#',
      comment_no_infix: true,
    }) as unknown as { readonly record: Record<string, string>; readonly info: { readonly lines: number } }[];
    const twice = names.find((name, k) => name in SYNONYMS && names.indexOf(name) !== k);
    if (twice !== undefined) {
      throw new CompareError(`${file} has more than one column for ${twice}.`, {
        file,
        remedy: `Rename or delete those that are not meant; only one may be called ${twice} or the like.`,
      });
    }
    if (parsed.length === 0) throw new CompareError(`${file} has no points.`, { file });
    return { rows: parsed.map(({ record, info }) => ({ record, line: info.lines + before })), names };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = (cause as unknown as { readonly lines?: number }).lines;
    const cells = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }[delimiter] ?? `"${delimiter}"`;
    throw new CompareError(`Line ${line ?? '?'} of ${file} is not CSV with ${cells} between cells: ${cause.message}.`, {
      file,
      cause,
    });
  }
}

/** The names that we know; a column that has one itself goes before those that mean the same. */
function knownNames(cells: readonly string[]): string[] {
  const plain = cells.map((cell) => cell.trim().toLowerCase());
  return cells.map((cell, k) => {
    const name = knownName(cell);
    return name !== plain[k] && plain.includes(name) ? (plain[k] as string) : name;
  });
}

function knownName(header: string): string {
  const name = header.trim().toLowerCase();
  const bare = name.replace(/[\s_\-()[\]°.]/g, '');
  return Object.entries(SYNONYMS).find(([, list]) => list.includes(bare))?.[0] ?? name;
}
