import { setImmediate } from 'node:timers/promises';
import { takeSampleRoom } from '../core/sample-rooms.ts';
import type { Taps } from './taps.ts';

/** Samples of a part of a raster; `column` and `row` place the first of them on the lattice that taps refer to. */
export interface SampleBlock {
  readonly dn: Uint16Array;
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/**
 * When a target pixel has a value although some of its samples are no-data: `any` where at least one sample with
 * weight is valid, `nearest` where the sample nearest to its centre is. Its value is the weighted mean of the valid ones.
 */
export type ValidRule = 'any' | 'nearest';

/** One row of samples after the horizontal pass. */
interface ResampledRow {
  row: number;
  readonly sum: Float32Array;
  /** Weight of the valid samples; 1 outside of `gaps`, and not written there. */
  readonly valid: Float32Array;
  /** Target pixels, first and end, among which all are that have no-data among their samples. */
  gaps: Span;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const NONE: Span = { from: 0, to: 0 };

/** Target pixels that are computed in one go, in some milliseconds. */
const PIXELS_IN_A_GO = 2 ** 18;

/**
 * Resamples a block by separable taps to `x.start.length` x `y.start.length` pixels. DN 0 is no-data on both sides.
 * Gives way to other work every few milliseconds: threads that decode are fed meanwhile.
 */
export async function resample(block: SampleBlock, x: Taps, y: Taps, rule: ValidRule): Promise<Uint16Array> {
  const width = x.start.length;
  const out = takeSampleRoom(width * y.start.length);
  const rowsInAGo = Math.ceil(PIXELS_IN_A_GO / width);
  const writeRow = rowWriter(block, x, y, rule, out);
  for (let row = 0; row < y.start.length; row++) {
    if (row > 0 && row % rowsInAGo === 0) await setImmediate();
    writeRow(row);
  }
  return out;
}

/** Writes one row of target pixels after the other. */
function rowWriter(block: SampleBlock, x: Taps, y: Taps, rule: ValidRule, out: Uint16Array): (row: number) => void {
  const width = x.start.length;
  const total = new Float32Array(width);
  const share = new Float32Array(width);
  const rowAt = rowRing(block, x, y.size);
  const rows = new Array<ResampledRow>(y.size);
  return (row) => {
    const line = out.subarray(row * width, (row + 1) * width);
    const weights = y.weights.subarray(row * y.size, (row + 1) * y.size);
    for (let k = 0; k < y.size; k++) rows[k] = rowAt(y.start[row]! + k);
    if (rows.length === 2) blendRows(rows[0]!.sum, weights[0]!, rows[1]!.sum, weights[1]!, line);
    else {
      addRows(rows, weights, { from: 0, to: width }, total);
      roundHalfUp(total, line);
    }
    const gaps = rows.reduce((span, { gaps }) => union(span, gaps), NONE);
    if (gaps.from === gaps.to) return;
    const from = (y.nearest[row]! - block.row) * block.width;
    const near = { samples: block.dn.subarray(from, from + block.width), nearest: x.nearest, first: block.column };
    if (rows.length === 2 && rule === 'nearest') return fillPairWhereNearest(rows, weights, gaps, line, near);
    addRows(rows, weights, gaps, total);
    addShares(rows, weights, gaps, share);
    if (rule === 'any') fillWhereAny(total, share, gaps, line);
    else fillWhereNearest(total, share, gaps, line, near);
  };
}

// Loops over pixels stand in functions of their own: V8 optimises those sooner than it does closures around them.

function roundHalfUp(total: Float32Array, line: Uint16Array): void {
  for (let c = 0; c < line.length; c++) line[c] = total[c]! + 0.5;
}

function fillWhereAny(total: Float32Array, share: Float32Array, { from, to }: Span, line: Uint16Array): void {
  for (let c = from; c < to; c++) line[c] = share[c]! > 1e-6 ? Math.max(1, Math.round(total[c]! / share[c]!)) : 0;
}

/** The samples of the row nearest to a row of targets, from sample `first`, and which of them is nearest to each target. */
interface Near {
  readonly samples: Uint16Array;
  readonly nearest: Int32Array;
  readonly first: number;
}

function fillWhereNearest(
  total: Float32Array,
  share: Float32Array,
  { from, to }: Span,
  line: Uint16Array,
  { samples, nearest, first }: Near,
): void {
  for (let c = from; c < to; c++)
    line[c] = samples[nearest[c]! - first] !== 0 ? Math.max(1, Math.round(total[c]! / share[c]!)) : 0;
}

/** The same of two rows in one go, with the same rounding in between: half a scene may lie beside the swath. */
function fillPairWhereNearest(
  [upper, lower]: readonly ResampledRow[],
  [a, b]: Float32Array,
  { from, to }: Span,
  line: Uint16Array,
  { samples, nearest, first }: Near,
): void {
  const { sum: upperSum, valid: upperValid, gaps: upperGaps } = upper!;
  const { sum: lowerSum, valid: lowerValid, gaps: lowerGaps } = lower!;
  for (let c = from; c < to; c++) {
    if (samples[nearest[c]! - first] === 0) {
      line[c] = 0;
      continue;
    }
    const above = c >= upperGaps.from && c < upperGaps.to ? upperValid[c]! : 1;
    const below = c >= lowerGaps.from && c < lowerGaps.to ? lowerValid[c]! : 1;
    const total = Math.fround(Math.fround(a! * upperSum[c]!) + b! * lowerSum[c]!);
    const share = Math.fround(Math.fround(a! * above) + b! * below);
    line[c] = Math.max(1, Math.round(total / share));
  }
}

/** Two rows, as linear interpolation has them. */
function blendRows(upper: Float32Array, a: number, lower: Float32Array, b: number, out: Uint16Array): void {
  for (let c = 0; c < out.length; c++) out[c] = a * upper[c]! + b * lower[c]! + 0.5;
}

function addRows(rows: readonly ResampledRow[], weights: Float32Array, span: Span, total: Float32Array): void {
  total.fill(0, span.from, span.to);
  for (const [k, { sum }] of rows.entries()) {
    const weight = weights[k]!;
    if (weight === 0) continue;
    for (let c = span.from; c < span.to; c++) total[c]! += weight * sum[c]!;
  }
}

function addShares(rows: readonly ResampledRow[], weights: Float32Array, span: Span, share: Float32Array): void {
  share.fill(0, span.from, span.to);
  for (const [k, { valid, gaps }] of rows.entries()) {
    const weight = weights[k]!;
    for (let c = span.from; c < span.to; c++) share[c]! += c >= gaps.from && c < gaps.to ? weight * valid[c]! : weight;
  }
}

function union(a: Span, b: Span): Span {
  if (a.from === a.to) return b;
  if (b.from === b.to) return a;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

/** Keeps the horizontally resampled rows that the vertical pass still needs. */
function rowRing(block: SampleBlock, x: Taps, size: number): (row: number) => ResampledRow {
  const width = x.start.length;
  const rows: ResampledRow[] = Array.from({ length: size }, () => ({
    row: -1,
    sum: new Float32Array(width),
    valid: new Float32Array(width),
    gaps: NONE,
  }));
  return (row) => {
    const entry = rows[row % size]!;
    if (entry.row !== row) resampleRow(block, row, x, entry);
    return entry;
  };
}

function resampleRow(block: SampleBlock, row: number, x: Taps, out: ResampledRow): void {
  const from = (row - block.row) * block.width;
  const line = block.dn.subarray(from, from + block.width);
  out.row = row;
  if (x.size === 2) blendPairs(line, block.column, x, out.sum);
  else weigh(line, block.column, x, out.sum);
  out.gaps = gapsOf(line, block.column, x);
  weighValid(line, block.column, x, out.gaps, out.valid);
}

/** Two taps, as linear interpolation has them. */
function blendPairs(line: Uint16Array, first: number, { start, weights }: Taps, out: Float32Array): void {
  for (let t = 0; t < out.length; t++) {
    const at = start[t]! - first;
    out[t] = weights[2 * t]! * line[at]! + weights[2 * t + 1]! * line[at + 1]!;
  }
}

function weigh(line: Uint16Array, first: number, { size, start, weights }: Taps, out: Float32Array): void {
  for (let t = 0; t < out.length; t++) {
    const at = start[t]! - first;
    let sum = 0;
    for (let k = 0; k < size; k++) sum += weights[t * size + k]! * line[at + k]!;
    out[t] = sum;
  }
}

/** Weights of the valid samples. */
function weighValid(
  line: Uint16Array,
  first: number,
  { size, start, weights }: Taps,
  { from, to }: Span,
  out: Float32Array,
): void {
  for (let t = from; t < to; t++) {
    const at = start[t]! - first;
    let sum = 0;
    for (let k = 0; k < size; k++) if (line[at + k] !== 0) sum += weights[t * size + k]!;
    out[t] = sum;
  }
}

/** Targets that use samples from the first no-data of a line to its last. */
function gapsOf(line: Uint16Array, first: number, { size, start }: Taps): Span {
  const firstGap = line.indexOf(0);
  if (firstGap < 0) return NONE;
  const lastGap = line.lastIndexOf(0) + first;
  let from = 0;
  let to = start.length;
  while (from < to && start[from]! + size <= firstGap + first) from++;
  while (to > from && start[to - 1]! > lastGap) to--;
  return { from, to };
}
