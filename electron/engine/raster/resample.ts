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

/** Resamples a block by separable taps to `x.start.length` x `y.start.length` pixels. DN 0 is no-data on both sides. */
export function resample(block: SampleBlock, x: Taps, y: Taps, rule: ValidRule): Uint16Array {
  return block.dn.includes(0) ? resampleWithGaps(block, x, y, rule) : resampleWhole(block, x, y);
}

/** Horizontal pass of one row of samples. `mask` counts each sample as 1 where it is valid. */
function resampleRow(block: SampleBlock, row: number, x: Taps, out: Float32Array, mask: Float32Array | null): void {
  const base = (row - block.row) * block.width - block.column;
  const { size, start, weights } = x;
  const { dn } = block;
  for (let t = 0; t < out.length; t++) {
    const from = base + start[t]!;
    let sum = 0;
    let valid = 0;
    for (let k = 0; k < size; k++) {
      const value = dn[from + k]!;
      const weight = weights[t * size + k]!;
      sum += weight * value;
      if (value !== 0) valid += weight;
    }
    out[t] = sum;
    if (mask) mask[t] = valid;
  }
}

/** Keeps the horizontally resampled rows that the vertical pass still needs. */
function rowRing(block: SampleBlock, x: Taps, size: number, masked: boolean) {
  const width = x.start.length;
  const rows = Array.from({ length: size }, () => ({
    row: -1,
    sum: new Float32Array(width),
    valid: masked ? new Float32Array(width) : null,
  }));
  return (row: number) => {
    const entry = rows[row % size]!;
    if (entry.row !== row) {
      resampleRow(block, row, x, entry.sum, entry.valid);
      entry.row = row;
    }
    return entry;
  };
}

function resampleWhole(block: SampleBlock, x: Taps, y: Taps): Uint16Array {
  const width = x.start.length;
  const height = y.start.length;
  const out = new Uint16Array(width * height);
  const rowAt = rowRing(block, x, y.size, false);
  const total = new Float32Array(width);
  for (let r = 0; r < height; r++) {
    total.fill(0.5);
    for (let k = 0; k < y.size; k++) {
      const weight = y.weights[r * y.size + k]!;
      if (weight === 0) continue;
      const { sum } = rowAt(y.start[r]! + k);
      for (let c = 0; c < width; c++) total[c]! += weight * sum[c]!;
    }
    out.set(total, r * width);
  }
  return out;
}

function resampleWithGaps(block: SampleBlock, x: Taps, y: Taps, rule: ValidRule): Uint16Array {
  const width = x.start.length;
  const height = y.start.length;
  const out = new Uint16Array(width * height);
  const rowAt = rowRing(block, x, y.size, true);
  const total = new Float32Array(width);
  const share = new Float32Array(width);
  for (let r = 0; r < height; r++) {
    total.fill(0);
    share.fill(0);
    for (let k = 0; k < y.size; k++) {
      const weight = y.weights[r * y.size + k]!;
      if (weight === 0) continue;
      const { sum, valid } = rowAt(y.start[r]! + k);
      for (let c = 0; c < width; c++) {
        total[c]! += weight * sum[c]!;
        share[c]! += weight * valid![c]!;
      }
    }
    const nearestRow = (y.nearest[r]! - block.row) * block.width - block.column;
    for (let c = 0; c < width; c++) {
      const valid = rule === 'any' ? share[c]! > 1e-6 : block.dn[nearestRow + x.nearest[c]!] !== 0;
      if (valid) out[r * width + c] = Math.max(1, Math.round(total[c]! / share[c]!));
    }
  }
  return out;
}
