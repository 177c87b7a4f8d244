import { setImmediate } from 'node:timers/promises';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A raster of codes, row by row. */
export interface CodesRaster extends Size {
  readonly codes: Uint8Array;
}

/** A raster of which each pixel stands for a block of the full resolution. */
interface Overview extends CodesRaster {
  /** 1 where all of the block has the pixel's code; of the full resolution itself null, for everywhere. */
  readonly plain: Uint8Array | null;
  /** Where the blocks begin on the axes of the full resolution, and where the last one ends. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

/** Pixels of the finer raster that are counted in one go, in some milliseconds. */
const PIXELS_IN_A_GO = 2 ** 20;

/** Sizes of a raster's overviews: half of it, a quarter, and so on until no side is longer than `most` pixels. */
export function overviewSizes({ width, height }: Size, most: number): readonly Size[] {
  if (width <= most && height <= most) return [];
  const half = { width: Math.max(1, width >> 1), height: Math.max(1, height >> 1) };
  return [half, ...overviewSizes(half, most)];
}

/**
 * The overviews of a raster in {@link overviewSizes}. Each pixel has the code that most
 * of those of the full resolution below it have, of equally many the one that is first met so often; code 0, which is no
 * data, only where there is no other. So does GDAL's resampling `MODE` where sides
 * halve evenly; the mode of modes would be another. Gives way to other work every few milliseconds.
 */
export async function modeOverviews(source: CodesRaster, most: number): Promise<readonly CodesRaster[]> {
  const [columns, rows] = [edgesOf(source.width, source.width), edgesOf(source.height, source.height)];
  const overviews: Overview[] = [];
  let finer: Overview = { ...source, plain: null, columns, rows };
  for (const size of overviewSizes(source, most)) {
    finer = await halve(source, finer, size);
    overviews.push(finer);
  }
  return overviews.map(({ width, height, codes }) => ({ width, height, codes }));
}

/** The next overview: what the one before knows to be plain is not counted again. */
async function halve(source: CodesRaster, finer: Overview, { width, height }: Size): Promise<Overview> {
  const [columns, rows] = [edgesOf(source.width, width), edgesOf(source.height, height)];
  const plane = () => new Uint8Array(width * height);
  const overview = { width, height, codes: plane(), plain: plane(), columns, rows };
  const spans = { across: spansOf(columns, finer.columns), down: spansOf(rows, finer.rows) };
  const counts = new Uint32Array(256);
  const rowsInAGo = Math.ceil(PIXELS_IN_A_GO / finer.width);
  for (let row = 0; row < height; row++) {
    if (row > 0 && row % rowsInAGo === 0) await setImmediate();
    halveRow(source, finer, overview, { row, ...spans }, counts);
  }
  return overview;
}

function halveRow(
  source: CodesRaster,
  finer: Overview,
  { width, codes, plain, columns, rows }: Overview & { readonly plain: Uint8Array },
  { row, across, down }: { readonly row: number } & Readonly<Record<'across' | 'down', Spans>>,
  counts: Uint32Array,
): void {
  const line = codes.subarray(row * width, (row + 1) * width);
  const marks = plain.subarray(row * width, (row + 1) * width);
  findPlain(finer, across, { top: down.first[row]!, bottom: down.last[row]! }, { codes: line, marks });
  const [top, bottom] = [rows[row]!, rows[row + 1]!];
  for (let column = marks.indexOf(0); column >= 0; column = marks.indexOf(0, column + 1))
    line[column] = modeOf(source, { left: columns[column]!, right: columns[column + 1]!, top, bottom }, counts);
}

/** Where the pixels of a coarser axis begin on the axis itself, and where the last one ends. */
function edgesOf(size: number, coarser: number): Int32Array {
  return Int32Array.from({ length: coarser + 1 }, (_, index) => Math.floor(0.5 + (index * size) / coarser));
}

/** A row of an overview: its codes, and 1 where they stand over plain blocks. */
interface OverviewRow {
  readonly codes: Uint8Array;
  readonly marks: Uint8Array;
}

type Edges = Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>;

interface Spans {
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** The first and the last finer block that a coarser one meets, of each. */
function spansOf(coarser: Int32Array, finer: Int32Array): Spans {
  const [first, last] = [new Int32Array(coarser.length - 1), new Int32Array(coarser.length - 1)];
  for (let index = 0, at = 0; index < first.length; index++) {
    while (finer[at + 1]! <= coarser[index]!) at++;
    first[index] = at;
    while (finer[at + 1]! < coarser[index + 1]!) at++;
    last[index] = at;
  }
  return { first, last };
}

/**
 * Lays into a row of the next overview the codes of what lies over plain blocks of one code, in the rows `top` to `bottom`
 * included, and marks it.
 */
function findPlain(
  finer: Overview,
  across: Spans,
  { top, bottom }: { readonly top: number; readonly bottom: number },
  { codes, marks }: OverviewRow,
): void {
  if (bottom - top === 1 && finer.width === 2 * marks.length && finer.codes.byteOffset % 2 === 0) {
    findPlainPairs(finer, top, { codes, marks });
    return;
  }
  for (let column = 0; column < marks.length; column++) {
    const [left, right] = [across.first[column]!, across.last[column]!];
    marks[column] = isPlain(finer, { left, right, top, bottom }) ? 1 : 0;
    if (marks[column]) codes[column] = finer.codes[top * finer.width + left]!;
  }
}

/** Two by two, as most of a mask is counted: two pixels of a row are compared with the two below in one step. */
function findPlainPairs({ width, codes, plain }: Overview, top: number, row: OverviewRow): void {
  const half = width / 2;
  const pairs = (plane: Uint8Array, line: number) =>
    new Uint16Array(plane.buffer, plane.byteOffset + line * width, half);
  const [upper, lower] = [pairs(codes, top), pairs(codes, top + 1)];
  layPairs(upper, lower, row);
  if (plain !== null) keepPairs(pairs(plain, top), pairs(plain, top + 1), row.marks);
}

function layPairs(upper: Uint16Array, lower: Uint16Array, { codes, marks }: OverviewRow): void {
  for (let column = 0; column < upper.length; column++) {
    const pair = upper[column]!;
    codes[column] = pair;
    marks[column] = pair === lower[column] && pair >> 8 === (pair & 255) ? 1 : 0;
  }
}

function keepPairs(upper: Uint16Array, lower: Uint16Array, marks: Uint8Array): void {
  for (let column = 0; column < upper.length; column++)
    if (upper[column] !== 0x0101 || lower[column] !== 0x0101) marks[column] = 0;
}

/** Whether blocks, those at the edges included, are plain and of one code. */
function isPlain({ width, codes, plain }: Overview, { left, right, top, bottom }: Edges): boolean {
  const code = codes[top * width + left];
  for (let row = top * width; row <= bottom * width; row += width)
    for (let at = row + left; at <= row + right; at++) if (codes[at] !== code || plain?.[at] === 0) return false;
  return true;
}

/** @param counts room for counting, zeros before and after */
function modeOf({ codes, width }: CodesRaster, { left, right, top, bottom }: Edges, counts: Uint32Array): number {
  let found = 0;
  let most = 0;
  for (let row = top; row < bottom; row++) {
    const end = row * width + right;
    for (let at = row * width + left; at < end; ) {
      const begin = at;
      const code = codes[at]!;
      while (++at < end && codes[at] === code);
      if (code === 0) continue;
      const count = counts[code]! + at - begin;
      counts[code] = count;
      if (count <= most) continue;
      most = count;
      found = code;
    }
  }
  counts.fill(0);
  return found;
}
