import type { Window } from '../core/grid.ts';
import { type Bounds, type MainHeader, parseMainHeader, reducedBounds, sharedBounds } from './codestream.ts';
import { PREDICTABLE_TERMINATION } from './damage.ts';
import { planKernel } from './kernel-plan.ts';
import type { DecodeTask } from './tile-decoder.ts';
import type { KernelTile, TileKernel } from './tile-kernel.ts';
import { canTrim, largestError } from './trim.ts';
import { type WholePart, wholeParts } from './whole-parts.ts';

/** Side of the squares of a tile in which samples are exact where one of them may be 0, in pixels from its upper left. */
export const CELL = 64;
/** Share of the coarsest samples by which a tile is decoded exactly without trying otherwise. */
const DARK_SHARE = 1 / 16;

/**
 * Decodes by the kernel what it can: lossless bands, tile by tile. Where bit-planes are left out and a sample may be 0, by
 * which no-data is told, its whole cell is exact; the rectangle is of whole cells then.
 * @returns the bytes of the rectangle; null for what the kernel cannot decode, and where something is damaged, of which the
 *   general decoder then tells
 */
export function decodeByKernel(kernel: TileKernel, task: DecodeTask): Uint8Array<ArrayBuffer> | null {
  const { codestream, reduce, crop } = task;
  const header = parseMainHeader(codestream, 'an image');
  if (!header || !canTrim(header) || reduce > header.coding.levels) return null;
  const parts = wholeParts(codestream, header);
  const image = reducedBounds(header.image, reduce);
  if (!parts || image.x1 - image.x0 !== task.width || image.y1 - image.y0 !== task.height) return null;
  const wanted = boundsOf(crop, image);
  const out = new Uint16Array(crop.width * crop.height);
  const areas = task.areas?.map((area) => boundsOf(area, image));
  for (const part of parts) {
    const shared = sharedBounds(reducedBounds(part.area, reduce), wanted);
    if (shared.x1 <= shared.x0 || shared.y1 <= shared.y0) continue;
    if (!decodePart(kernel, { header, part, task, areas }, shared, { samples: out, bounds: wanted })) return null;
  }
  return new Uint8Array(out.buffer);
}

interface Part {
  readonly header: MainHeader;
  readonly part: WholePart;
  readonly task: Pick<DecodeTask, 'planes' | 'reduce'>;
  /** Rectangles of the image outside of which samples are not looked at. */
  readonly areas: readonly Bounds[] | undefined;
}

interface Raster {
  readonly samples: Uint16Array;
  readonly bounds: Bounds;
}

/** Decodes what is wanted of a tile into a raster; false where that is not to be had. */
function decodePart(kernel: TileKernel, tile: Part, wanted: Bounds, into: Raster): boolean {
  const { header, task } = tile;
  const { levels } = header.coding;
  const dark = largestError(task.planes, levels - task.reduce);
  const planes = task.planes > 0 && isDark(kernel, tile, dark) ? 0 : task.planes;
  const found = decode(kernel, tile, wanted, { planes, reduce: task.reduce, dark, areas: tile.areas });
  if (!found) return false;
  copy(found.samples, wanted, wanted, into);
  if (planes === 0 || found.dark === 0) return true;
  const cells = darkCells(into, wanted, dark);
  const around = cells.reduce((all, cell) => ({
    x0: Math.min(all.x0, cell.x0),
    y0: Math.min(all.y0, cell.y0),
    x1: Math.max(all.x1, cell.x1),
    y1: Math.max(all.y1, cell.y1),
  }));
  const exact = decode(kernel, tile, around, { planes: 0, reduce: task.reduce, dark, areas: cells });
  if (!exact) return false;
  for (const cell of cells) copy(exact.samples, around, cell, into);
  return true;
}

interface DecodeOptions {
  readonly planes: number;
  readonly reduce: number;
  readonly dark: number;
  /** As of {@link Part}; all that is wanted by default. */
  readonly areas?: readonly Bounds[] | undefined;
}

function decode(
  kernel: TileKernel,
  { header, part }: Part,
  wanted: Bounds,
  { planes, reduce, dark, areas = [wanted] }: DecodeOptions,
): KernelTile | null {
  const plan = planKernel(header, part.area, { reduce, planes, wanted: areas });
  if (!plan) return null;
  const window = windowOf(wanted, reducedBounds(part.area, reduce));
  const found = kernel(part.packets, plan, { bitDepth: header.bitDepth, window, dark });
  const isChecked = (header.coding.blockStyle & PREDICTABLE_TERMINATION) !== 0;
  return found && isChecked && found.damagedBlocks > 0 ? null : found;
}

/**
 * Whether a tile is so dark or empty that it will have to be decoded exactly, told by its coarsest resolution, which costs
 * next to nothing. A few dark samples mean nothing there: the wavelet overshoots beside clouds.
 */
function isDark(kernel: TileKernel, tile: Part, dark: number): boolean {
  const reduce = tile.header.coding.levels;
  const whole = reducedBounds(tile.part.area, reduce);
  const found = decode(kernel, tile, whole, { planes: 0, reduce, dark });
  return found === null || found.dark > DARK_SHARE * found.samples.length;
}

/** The cells of a tile in which a sample is at most `dark`. */
function darkCells({ samples, bounds }: Raster, tile: Bounds, dark: number): Bounds[] {
  const width = bounds.x1 - bounds.x0;
  const cells: Bounds[] = [];
  for (let y0 = tile.y0; y0 < tile.y1; y0 += CELL)
    for (let x0 = tile.x0; x0 < tile.x1; x0 += CELL) {
      const cell = { x0, y0, x1: Math.min(x0 + CELL, tile.x1), y1: Math.min(y0 + CELL, tile.y1) };
      const first = (y0 - bounds.y0) * width + x0 - bounds.x0;
      for (let row = 0; row < cell.y1 - y0; row++) {
        const line = samples.subarray(first + row * width, first + row * width + cell.x1 - x0);
        if (!line.some((sample) => sample <= dark)) continue;
        cells.push(cell);
        break;
      }
    }
  return cells;
}

/** Copies a part of samples, whose bounds are `of`, into a raster. */
function copy(samples: Uint16Array, of: Bounds, part: Bounds, into: Raster): void {
  const width = part.x1 - part.x0;
  for (let y = part.y0; y < part.y1; y++) {
    const from = (y - of.y0) * (of.x1 - of.x0) + part.x0 - of.x0;
    const to = (y - into.bounds.y0) * (into.bounds.x1 - into.bounds.x0) + part.x0 - into.bounds.x0;
    into.samples.set(samples.subarray(from, from + width), to);
  }
}

function windowOf({ x0, y0, x1, y1 }: Bounds, frame: Bounds): Window {
  return { column: x0 - frame.x0, row: y0 - frame.y0, width: x1 - x0, height: y1 - y0 };
}

function boundsOf({ column, row, width, height }: Window, frame: Bounds): Bounds {
  const [x0, y0] = [frame.x0 + column, frame.y0 + row];
  return { x0, y0, x1: x0 + width, y1: y0 + height };
}
