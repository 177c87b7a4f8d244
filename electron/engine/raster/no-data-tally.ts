import type { Window } from '../core/grid.ts';

// Of the pixels of each tile, those of its targets are tallied: all that is known of most targets lies on one tile.

/** Along one axis, the target that each pixel of the full resolution belongs to; less than 0 or beyond for none. */
export type TargetOf = (pixel: number) => number;

/** What is made from reduced samples: pixels of a grid, or the samples themselves. */
export interface Targets {
  /** Row by row; changed in place. */
  readonly dn: Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly column: TargetOf;
  readonly row: TargetOf;
  /** Pixels of the full resolution along a target. */
  readonly pixels: number;
}

/** In a plane of targets: one that is to be exact, and is once it was written. */
export const TOUCHED = 1;
const SETTLED = 2;

/** Targets that lie on several tiles: sum and number of the valid pixels on those that were read. */
export type Divided = Map<number, { sum: number; count: number }>;

function meanOf(sum: number, count: number): number {
  return count > 0 ? Math.max(1, Math.round(sum / count)) : 0;
}

/** Writes the touched targets that no tile had alone: 0 where none of their pixels is valid. */
export function writeRest(dn: Uint16Array, touched: Uint8Array, divided: Divided): void {
  for (let i = touched.indexOf(TOUCHED); i >= 0; i = touched.indexOf(TOUCHED, i))
    for (; touched[i] === TOUCHED; i++) dn[i] = 0;
  for (const [i, { sum, count }] of divided) if (touched[i] === TOUCHED) dn[i] = meanOf(sum, count);
}

/** What was decoded of a tile. */
interface ExactTile {
  readonly dn: Uint16Array;
  readonly place: Window;
  /** What is known of it. */
  readonly areas: readonly Window[];
}

/** Writes the touched targets of a tile, means of their valid pixels, and puts aside what it has of those that it shares with its neighbours. */
export function settleTile(tile: ExactTile, targets: Targets, touched: Uint8Array, divided: Divided): void {
  const { place } = tile;
  const x = alongAxis(targets.column, place.column, place.width, targets.width);
  const y = alongAxis(targets.row, place.row, place.height, targets.height);
  if (x.count <= 0 || y.count <= 0) return;
  const { sums, counts } = tallyOf(x.count * y.count);
  for (const area of tile.areas) addPixels(tile, area, targets, { x, y }, { sums, counts });
  for (let r = 0; r < y.count; r++) {
    const from = (y.first + r) * targets.width + x.first;
    const line = touched.subarray(from, from + x.count);
    const isRowDivided = (r === 0 && y.isFirstDivided) || (r === y.count - 1 && y.isLastDivided);
    for (let c = line.indexOf(TOUCHED); c >= 0; c = line.indexOf(TOUCHED, c))
      for (; line[c] === TOUCHED; c++) {
        const sum = sums[r * x.count + c]!;
        const count = counts[r * x.count + c]!;
        if (isRowDivided || (c === 0 && x.isFirstDivided) || (c === x.count - 1 && x.isLastDivided)) {
          const { sum: others, count: among } = divided.get(from + c) ?? { sum: 0, count: 0 };
          divided.set(from + c, { sum: others + sum, count: among + count });
        } else {
          targets.dn[from + c] = meanOf(sum, count);
          line[c] = SETTLED;
        }
      }
  }
}

/** Targets that have pixels on a tile, along one axis. */
interface Along {
  readonly first: number;
  readonly count: number;
  /** Whether the first and the last of them have pixels on the next tiles, too. */
  readonly isFirstDivided: boolean;
  readonly isLastDivided: boolean;
}

function alongAxis(at: TargetOf, start: number, length: number, size: number): Along {
  const end = start + length;
  const first = Math.max(0, at(start));
  const last = Math.min(size - 1, at(end - 1));
  return {
    ...{ first, count: last - first + 1 },
    ...{ isFirstDivided: at(start - 1) === at(start), isLastDivided: at(end) === at(end - 1) },
  };
}

/** Sums and numbers of the valid pixels of a tile's targets, row by row. */
interface Tally {
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
}

const emptyTally = (length: number): Tally => ({ sums: new Float64Array(length), counts: new Uint32Array(length) });

/** Targets of as many as a tile of ESA's has, for which a tally is kept: for fresh ones V8 collects garbage a dozen times in a preview. */
const MOST_KEPT = 2 ** 20;
let kept = emptyTally(0);

/** Zeros, until the next tile is tallied. */
function tallyOf(length: number): Tally {
  if (length > MOST_KEPT) return emptyTally(length);
  if (kept.sums.length < length) kept = emptyTally(length);
  kept.sums.fill(0, 0, length);
  kept.counts.fill(0, 0, length);
  return kept;
}

/** Adds the valid pixels of an area of a tile to the targets that they belong to. */
function addPixels(
  { dn, place }: ExactTile,
  area: Window,
  { column, row }: Targets,
  { x, y }: { readonly x: Along; readonly y: Along },
  { sums, counts }: Tally,
): void {
  const columns = Int32Array.from({ length: area.width }, (_, i) => {
    const target = column(area.column + i) - x.first;
    return target >= 0 && target < x.count ? target : -1;
  });
  for (let r = 0; r < area.height; r++) {
    const target = row(area.row + r) - y.first;
    if (target < 0 || target >= y.count) continue;
    const from = (area.row + r - place.row) * place.width + area.column - place.column;
    for (let c = 0; c < area.width; c++) {
      const value = dn[from + c]!;
      if (value === 0 || columns[c]! < 0) continue;
      const at = target * x.count + columns[c]!;
      sums[at]! += value;
      counts[at]!++;
    }
  }
}

/** Leaves targets that have pixels in an area as the reduced resolution shows them. */
export function leaveAsShown(area: Window, { width, height, column, row }: Targets, touched: Uint8Array): void {
  const left = Math.max(0, column(area.column));
  const right = Math.min(width, column(area.column + area.width - 1) + 1);
  for (let y = Math.max(0, row(area.row)); y <= Math.min(height - 1, row(area.row + area.height - 1)); y++)
    if (left < right) touched.fill(0, y * width + left, y * width + right);
}
