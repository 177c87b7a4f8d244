import { kernelStarter, memoryOf, type WasmKernel } from '../core/wasm-kernel.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { SampleBlock, ValidRule } from './sample-block.ts';
import type { BothTaps, Taps } from './taps.ts';

interface KernelExports extends WasmKernel {
  resampleRows(
    ...numbers: [from: number, width: number, x: number, y: number, rows: number, isAny: number, to: number]
  ): void;
}

/** Target rows, first and end. */
export interface Strip {
  readonly from: number;
  readonly to: number;
}

/** Bytes before the tables of an axis and before the sums of a row, in the kernel's memory. */
const AXIS_BYTES = 20;
const ROW_BYTES = 16;
/** Bytes beyond the end of a table that are read or written with its last numbers. */
const RIM_BYTES = 64;

const start = kernelStarter<KernelExports>(KERNEL_BYTES);
let started: KernelExports | null = null;

/**
 * Writes a strip of the rows that `resample` makes of a block into `out`, which has room for all of them. What the strip
 * needs is copied into the kernel's memory, and its targets out of it: a tenth of a nanosecond for each.
 */
export function resampleStrip(
  block: SampleBlock,
  { x, y }: BothTaps,
  { from, to }: Strip,
  rule: ValidRule,
  out: Uint16Array,
): void {
  started ??= start();
  const { free, resampleRows } = started;
  const [across, down] = [x.start.length, to - from];
  const first = y.start[from]!;
  const count = (y.start[to - 1]! + y.size - first) * block.width;
  let end = free();
  const take = (bytes: number): number => {
    const at = end;
    end += Math.ceil((bytes + RIM_BYTES) / 64) * 64;
    return at;
  };
  const samples = take(2 * count);
  const acrossAt = take(AXIS_BYTES + 4 * across * (x.size + 2));
  const downAt = take(AXIS_BYTES + 4 * down * (y.size + 2));
  const sumBytes = Math.ceil(across / 4) * 16;
  const rows = take(y.size * (ROW_BYTES + 2 * sumBytes) + 2 * sumBytes);
  const targets = take(2 * across * down);
  const buffer = memoryOf(started, end);
  const begin = (first - block.row) * block.width;
  new Uint16Array(buffer, samples, count).set(block.dn.subarray(begin, begin + count));
  writeAxis(buffer, acrossAt, x, { from: 0, to: across }, block.column);
  writeAxis(buffer, downAt, y, { from, to }, first);
  resampleRows(samples, block.width, acrossAt, downAt, rows, rule === 'any' ? 1 : 0, targets);
  out.set(new Uint16Array(buffer, targets, across * down), from * across);
}

/** Writes the taps of some targets into the kernel's memory; samples are counted from `origin` there. */
function writeAxis(buffer: ArrayBuffer, at: number, taps: Taps, { from, to }: Strip, origin: number): void {
  const { size } = taps;
  const count = to - from;
  const start = at + AXIS_BYTES;
  const nearest = start + 4 * count;
  const weights = nearest + 4 * count;
  new Int32Array(buffer, at, 5).set([size, count, start, weights, nearest]);
  new Int32Array(buffer, start, count).set(taps.start.subarray(from, to).map((sample) => sample - origin));
  new Int32Array(buffer, nearest, count).set(taps.nearest.subarray(from, to).map((sample) => sample - origin));
  new Float32Array(buffer, weights, size * count).set(taps.weights.subarray(size * from, size * to));
}
