import { throwIfCancelled } from '../core/errors.ts';
import { type Grid, intersectWindows, type Window } from '../core/grid.ts';
import type { BandSource, ReadBandOptions } from './band.ts';
import { settleSamples } from './no-data.ts';
import { latticeOf } from './read-plan.ts';
import type { SampleBlock } from './sample-block.ts';
import type { Warp } from './warp.ts';
import { SOLID_REACH } from './zeros.ts';

/**
 * Samples one band for every pixel of a picture: the nearest pixel where the picture magnifies, otherwise interpolated
 * between samples, averaged beforehand where the picture is much coarser than they are. DN 0 is no-data: outside of the
 * band, where the nearest sample is no-data (see `settleSamples`), and with `onDamage` where a tile of the file is damaged.
 *
 * @param warp places the picture on `fileGrid`, the grid of the file at full resolution
 */
export async function sampleBand(
  source: BandSource,
  fileGrid: Grid,
  warp: Warp,
  reduce: number,
  options: Pick<ReadBandOptions, 'signal' | 'isUrgent' | 'atOnce' | 'onDamage'> = {},
): Promise<Uint16Array> {
  const out = new Uint16Array(warp.width * warp.height);
  const size = source.sizeAt(reduce);
  const window = windowOfWarp(warp, reduce, size);
  if (!window) return out;
  const metres = fileGrid.pixelMetres;
  const dn = await source.readWindow(window, { ...options, reduce, partial: true });
  throwIfCancelled(options.signal);
  await settleSamples(source, { dn, ...window }, reduce, { ...options, isPicture: true });
  const shrink = Math.max(1, Math.round(warp.scale / 2 ** reduce / 1.5));
  const block = shrink > 1 ? shrunk({ dn, ...window }, shrink) : { dn, ...window };
  const lattice = latticeOf(source.width, metres, reduce);
  const samples: SampleLattice = {
    first: (lattice.firstMetres + (lattice.stepMetres * (shrink - 1)) / 2) / metres,
    step: (lattice.stepMetres * shrink) / metres,
    width: source.width,
    height: source.height,
  };
  if (warp.scale < 1) sampleNearest(block, warp, samples, out);
  else sampleLinear(block, warp, samples, out);
  return out;
}

/** The samples that a picture touches, with a rim for interpolation and for judging no-data; null where none. */
function windowOfWarp(warp: Warp, reduce: number, size: { width: number; height: number }): Window | null {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < warp.columns.length; i++) {
    const column = warp.columns[i]!;
    const row = warp.rows[i]!;
    if (column < left) left = column;
    if (column > right) right = column;
    if (row < top) top = row;
    if (row > bottom) bottom = row;
  }
  if (!(right >= left && bottom >= top)) return null;
  const rim = Math.ceil(warp.scale / 2 ** reduce) + SOLID_REACH;
  const column = Math.floor(left / 2 ** reduce) - rim;
  const row = Math.floor(top / 2 ** reduce) - rim;
  return intersectWindows(
    { column: 0, row: 0, ...size },
    {
      column,
      row,
      width: Math.ceil(right / 2 ** reduce) + rim - column,
      height: Math.ceil(bottom / 2 ** reduce) + rim - row,
    },
  );
}

/** Means of `factor` x `factor` samples, of the valid ones, on a lattice anchored at sample 0. */
function shrunk(block: SampleBlock, factor: number): SampleBlock {
  const column = Math.floor(block.column / factor);
  const row = Math.floor(block.row / factor);
  const width = Math.ceil((block.column + block.width) / factor) - column;
  const height = Math.ceil((block.row + block.height) / factor) - row;
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  for (let r = 0; r < block.height; r++) {
    const base = (Math.floor((block.row + r) / factor) - row) * width - column;
    for (let c = 0; c < block.width; c++) {
      const value = block.dn[r * block.width + c]!;
      if (value === 0) continue;
      const i = base + Math.floor((block.column + c) / factor);
      sums[i]! += value;
      counts[i]!++;
    }
  }
  const dn = Uint16Array.from(sums, (sum, i) => (counts[i]! > 0 ? Math.max(1, Math.round(sum / counts[i]!)) : 0));
  return { dn, column, row, width, height };
}

/** Where the samples of a block lie, in pixels of the file at full resolution, and how large the file is. */
interface SampleLattice {
  readonly first: number;
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

function sampleNearest(
  block: SampleBlock,
  warp: Warp,
  { first, step, ...extent }: SampleLattice,
  out: Uint16Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const x = warp.columns[i]!;
    const y = warp.rows[i]!;
    if (!(x >= 0 && y >= 0 && x < extent.width && y < extent.height)) continue;
    const column = clamp(Math.floor((x - first) / step + 0.5) - block.column, block.width - 1);
    const row = clamp(Math.floor((y - first) / step + 0.5) - block.row, block.height - 1);
    out[i] = block.dn[row * block.width + column]!;
  }
}

function sampleLinear(
  block: SampleBlock,
  warp: Warp,
  { first, step, ...extent }: SampleLattice,
  out: Uint16Array,
): void {
  const { dn, width, height } = block;
  for (let i = 0; i < out.length; i++) {
    const x = warp.columns[i]!;
    const y = warp.rows[i]!;
    if (!(x >= 0 && y >= 0 && x < extent.width && y < extent.height)) continue;
    const atX = (x - first) / step - block.column;
    const atY = (y - first) / step - block.row;
    const left = clamp(Math.floor(atX), width - 1);
    const top = clamp(Math.floor(atY), height - 1);
    const right = Math.min(left + 1, width - 1);
    const bottom = Math.min(top + 1, height - 1);
    const u = Math.min(1, Math.max(0, atX - left));
    const v = Math.min(1, Math.max(0, atY - top));
    const a = dn[top * width + left]!;
    const b = dn[top * width + right]!;
    const c = dn[bottom * width + left]!;
    const d = dn[bottom * width + right]!;
    if (a !== 0 && b !== 0 && c !== 0 && d !== 0) {
      out[i] = (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v + 0.5;
      continue;
    }
    const nearest = v < 0.5 ? (u < 0.5 ? a : b) : u < 0.5 ? c : d;
    if (nearest === 0) continue;
    const wa = a === 0 ? 0 : (1 - u) * (1 - v);
    const wb = b === 0 ? 0 : u * (1 - v);
    const wc = c === 0 ? 0 : (1 - u) * v;
    const wd = d === 0 ? 0 : u * v;
    out[i] = Math.max(1, Math.round((a * wa + b * wb + c * wc + d * wd) / (wa + wb + wc + wd)));
  }
}

function clamp(index: number, last: number): number {
  return Math.min(Math.max(index, 0), last);
}
