import { type CancelFlag, throwIfCancelled } from '../core/errors.ts';
import type { RunRaster } from './runs.ts';

/** Columns that are looked at, or left out, together. */
const BLOCK = 64;

/** What is painted: `bit` of `bits` (height * width of the raster). */
export interface PaintTarget {
  readonly bits: Uint8Array;
  readonly bit: number;
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
  const radius = Math.floor(Math.sqrt(squaredRadius));
  if (radius === 0) {
    paintRuns(runs, code, target);
    return;
  }
  const halfWidths = Int32Array.from({ length: radius + 1 }, (_, distance) =>
    Math.floor(Math.sqrt(squaredRadius - distance * distance)),
  );
  const last = runs.height - 1;
  for (const rowAt of [(step: number) => step, (step: number) => last - step]) {
    const sweepRow = createSweep(runs, code, halfWidths, target);
    for (let step = 0; step <= last; step++) {
      if ((step & 255) === 0) throwIfCancelled(signal);
      sweepRow(rowAt(step), step);
    }
  }
}

/** Sets the bit where the runs of class `code` lie. */
export function paintRuns(runs: RunRaster, code: number, { bits, bit }: PaintTarget): void {
  const { height, starts, codes, rowFirst } = runs;
  for (let run = 0; run < rowFirst[height]!; run++) {
    if (codes[run] !== code) continue;
    const end = starts[run + 1]!;
    for (let i = starts[run]!; i < end; i++) bits[i] = bits[i]! | bit;
  }
}

/** One direction of {@link paintBuffer}: takes the rows in order, with how many came before, and paints each. */
function createSweep(runs: RunRaster, code: number, halfWidths: Int32Array, target: PaintTarget) {
  const { width, starts, codes, rowFirst } = runs;
  const radius = halfWidths.length - 1;
  const line = createLinePainter(width, target);
  const discs = createDiscs(width, halfWidths, line);
  return (row: number, step: number): void => {
    const rowStart = row * width;
    line.begin(rowStart);
    let gap = 0;
    const end = rowFirst[row + 1]!;
    for (let run = rowFirst[row]!; run < end; run++) {
      if (codes[run] !== code) continue;
      const start = starts[run]! - rowStart;
      const stop = starts[run + 1]! - rowStart;
      discs.paint(gap, start, step);
      line.paint(start - radius, stop + radius);
      gap = stop;
      discs.meet(start, stop, step);
    }
    discs.paint(gap, width, step);
  };
}

type LinePainter = ReturnType<typeof createLinePainter>;

/** Sets the bit in one row of the raster after the other, along spans of columns that come in the order of their centres. */
function createLinePainter(width: number, { bits, bit }: PaintTarget) {
  let base = 0;
  // The interval of the row that was painted last.
  let from = -1;
  let to = -1;

  const fill = (start: number, end: number) => {
    for (let i = base + start; i < base + end; i++) bits[i] = bits[i]! | bit;
  };
  return {
    begin(rowStart: number) {
      base = rowStart;
      from = -1;
      to = -1;
    },
    /** Whether a span reaches beyond what was painted last. */
    reachesOut: (start: number, end: number) => end > to || start < from,
    paint(spanStart: number, spanEnd: number) {
      const start = Math.max(spanStart, 0);
      const end = Math.min(spanEnd, width);
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
    },
  };
}

/** The discs around the pixels of the class that were met last in every column, and where a row cuts them. */
function createDiscs(width: number, halfWidths: Int32Array, line: LinePainter) {
  const radius = halfWidths.length - 1;
  const never = -radius - 1;
  // Step at which the class was last met, per column and (latest) per block of columns.
  const met = new Int32Array(width).fill(never);
  const blockMet = new Int32Array(Math.ceil(width / BLOCK)).fill(never);
  return {
    meet(start: number, end: number, step: number) {
      met.fill(step, start, end);
      blockMet.fill(step, (start / BLOCK) | 0, (((end - 1) / BLOCK) | 0) + 1);
    },
    /** Paints where a row cuts the discs of some columns. */
    paint(start: number, end: number, step: number) {
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
          if (line.reachesOut(column - half, column + half + 1)) line.paint(column - half, column + half + 1);
        }
      }
    },
  };
}
