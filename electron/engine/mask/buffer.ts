import { type CancelFlag, throwIfCancelled } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import type { RunRaster } from './runs.ts';

/** Columns that are looked at, or left out, together. */
const BLOCK = 64;

/** What is painted: `bit` of `bits` (window height * window width). */
export interface PaintTarget {
  readonly bits: Uint8Array;
  readonly bit: number;
  /** Part of the raster that is painted; what lies outside of it still reaches in. */
  readonly window: Window;
}

/**
 * Step 3 of the mask: sets the bit wherever the centre of a pixel of class `code`
 * lies within the buffer: column and row distance d_c² + d_r² <= `squaredRadius` in pixels². Exact and Euclidean.
 *
 * A row is reached by the discs around the nearest class pixel above (or in) it in every column, and by those below:
 * a nearer pixel of a column has the wider disc in this row. Their extents are painted as merged intervals in one
 * sweep per row and direction, so that the work grows with the area near the class, not with the radius. Needs a few
 * numbers per column beside the runs.
 */
export function paintBuffer(
  runs: RunRaster,
  code: number,
  squaredRadius: number,
  target: PaintTarget,
  signal?: CancelFlag,
): void {
  const { window } = target;
  const radius = Math.floor(Math.sqrt(squaredRadius));
  if (radius === 0) {
    paintRuns(runs, code, target);
    return;
  }
  const halfWidths = Int32Array.from({ length: radius + 1 }, (_, distance) =>
    Math.floor(Math.sqrt(squaredRadius - distance * distance)),
  );
  const first = Math.max(0, window.row - radius);
  const last = Math.min(runs.height, window.row + window.height + radius) - 1;
  const sweep = createSweep(runs, code, halfWidths, target);
  for (let row = first; row < window.row + window.height; row++) {
    if ((row & 255) === 0) throwIfCancelled(signal);
    sweep.step(row, row - first);
  }
  sweep.restart();
  for (let row = last; row >= window.row; row--) {
    if ((row & 255) === 0) throwIfCancelled(signal);
    sweep.step(row, last - row);
  }
}

/** Sets the bit where the runs of class `code` lie within the window. */
export function paintRuns(runs: RunRaster, code: number, { bits, bit, window }: PaintTarget): void {
  const { width, starts, codes, rowFirst } = runs;
  for (let row = window.row; row < window.row + window.height; row++) {
    const rowStart = row * width + window.column;
    const base = (row - window.row) * window.width;
    for (let run = rowFirst[row]!; run < rowFirst[row + 1]!; run++) {
      if (codes[run] !== code) continue;
      const end = base + Math.min(window.width, starts[run + 1]! - rowStart);
      for (let i = base + Math.max(0, starts[run]! - rowStart); i < end; i++) {
        bits[i] = bits[i]! | bit;
      }
    }
  }
}

/** One direction of {@link paintBuffer}: `step` takes the rows in order and paints the rows inside of the window. */
function createSweep(runs: RunRaster, code: number, halfWidths: Int32Array, { bits, bit, window }: PaintTarget) {
  const { width, starts, codes, rowFirst } = runs;
  const radius = halfWidths.length - 1;
  const never = -radius - 1;
  const left = window.column;
  const right = window.column + window.width;
  const fromColumn = Math.max(0, left - radius);
  const toColumn = Math.min(width, right + radius);
  // Step at which the class was last met, per column and (latest) per block of columns.
  const met = new Int32Array(width).fill(never);
  const blockMet = new Int32Array(Math.ceil(width / BLOCK)).fill(never);

  // The interval of the row that was painted last; spans come in the order of their centres.
  let base = 0;
  let from = -1;
  let to = -1;

  const fill = (start: number, end: number) => {
    for (let i = base + start; i < base + end; i++) bits[i] = bits[i]! | bit;
  };
  const paint = (spanStart: number, spanEnd: number) => {
    const start = Math.max(spanStart, left);
    const end = Math.min(spanEnd, right);
    if (start >= end) return;
    if (start > to || to < 0) {
      fill(start, end);
      from = start;
      to = end;
      return;
    }
    if (start < from) {
      fill(start, from);
      from = start;
    }
    if (end > to) {
      fill(to, end);
      to = end;
    }
  };
  const paintGap = (start: number, end: number, step: number) => {
    let column = start;
    while (column < end) {
      const block = (column / BLOCK) | 0;
      const blockEnd = Math.min(end, (block + 1) * BLOCK);
      if (step - blockMet[block]! > radius) {
        column = blockEnd;
        continue;
      }
      for (; column < blockEnd; column++) {
        const distance = step - met[column]!;
        if (distance > radius) continue;
        const half = halfWidths[distance]!;
        if (column + half >= to || column - half < from) paint(column - half, column + half + 1);
      }
    }
  };
  const note = (start: number, end: number, step: number) => {
    met.fill(step, start, end);
    blockMet.fill(step, (start / BLOCK) | 0, (((end - 1) / BLOCK) | 0) + 1);
  };

  return {
    restart() {
      met.fill(never);
      blockMet.fill(never);
    },
    step(row: number, step: number) {
      const painting = row >= window.row && row < window.row + window.height;
      const rowStart = row * width;
      base = (row - window.row) * window.width - left;
      from = -1;
      to = -1;
      let gap = fromColumn;
      const end = rowFirst[row + 1]!;
      for (let run = rowFirst[row]!; run < end; run++) {
        if (codes[run] !== code) continue;
        const start = Math.max(fromColumn, starts[run]! - rowStart);
        const stop = Math.min(toColumn, starts[run + 1]! - rowStart);
        if (start >= stop) continue;
        if (painting) {
          paintGap(gap, start, step);
          paint(start - radius, stop + radius);
          gap = stop;
        }
        note(start, stop, step);
      }
      if (painting) paintGap(gap, toColumn, step);
    },
  };
}
