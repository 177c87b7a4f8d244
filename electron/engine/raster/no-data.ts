import { Jpeg2000Error, RasterError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { intersectWindows } from '../core/grid.ts';
import type { TilePlace } from '../jpeg2000/tile-reader.ts';
import type { BandSource, ReadBandOptions } from './band.ts';
import {
  type Divided,
  leaveAsShown,
  settleTile,
  type TargetOf,
  type Targets,
  TOUCHED,
  writeRest,
} from './no-data-tally.ts';
import { rectanglesOf } from './rectangles.ts';
import type { SampleBlock } from './sample-block.ts';
import { fillLoneZeros, REACH, SOLID_REACH } from './zeros.ts';

// No-data is DN 0 at full resolution, and nothing else is. One rule at every grid, speed and scale:
//
//   A pixel is no-data where every full-resolution pixel whose centre lies in it is DN 0.
//
// A reduced resolution cannot tell. Halving by wavelets is a low-pass filter with negative weights (ISO/IEC 15444-1,
// F.4.8.1): beside bright cloud it makes 0 of dark sea, and at the edge of a swath something of nothing. So wherever it
// shows a 0, the pixels around are taken from the full resolution, of which only the code-blocks there are decoded.
// What it cannot show is a patch of no-data smaller than its filter, in the midst of bright pixels: such a patch is
// lost where five samples' worth of valid pixels outweigh it, as it would be in any mean.

export interface SettleOptions extends ReadBandOptions {
  /** For a picture or its statistics: zeros that stand alone are no reason to look (see `fillLoneZeros`). */
  readonly isPicture?: boolean | undefined;
}

/**
 * Makes no-data and its neighbourhood exact in what was made from a reduced resolution: a target is 0 where all its
 * pixels are, else the mean of those that are not. Only targets within {@link REACH} samples of a 0 are touched. A tile
 * that cannot be decoded at full resolution keeps what the reduced one shows, with `options.onDamage`, or is an error.
 *
 * @param block reduced samples that the targets were made from, with a rim of {@link REACH} where the raster goes on
 */
export async function settleNoData(
  source: BandSource,
  block: SampleBlock,
  reduce: number,
  targets: Targets,
  options: SettleOptions = {},
): Promise<void> {
  const { exact } = source;
  if (reduce === 0 || !exact) return;
  if (options.isPicture) fillLoneZeros(block, source.sizeAt(reduce));
  if (!block.dn.includes(0)) return;
  const touched = touchedTargets(block, reduce, targets);
  const divided: Divided = new Map();
  const step = 2 ** reduce;
  const seen = {
    column: (block.column - REACH) * step,
    row: (block.row - REACH) * step,
    width: (block.width + 2 * REACH) * step,
    height: (block.height + 2 * REACH) * step,
  };
  const whole = intersectWindows(seen, { column: 0, row: 0, width: source.width, height: source.height });
  for (const place of whole ? exact.tilesIn(whole) : []) {
    const areas = await doubtfulCells(source, place, reduce, targets.pixels, options);
    if (areas.length === 0) continue;
    const dn = await exact.readAreas(place, areas, options).catch((error: unknown) => {
      if (!options.onDamage || !(error instanceof Jpeg2000Error || error instanceof RasterError)) throw error;
      options.onDamage(error);
      return null;
    });
    if (dn) settleTile({ dn, place, areas }, targets, touched, divided);
    else for (const area of areas) leaveAsShown(area, targets, touched);
  }
  writeRest(targets.dn, touched, divided);
}

/** The same for the samples themselves, each of which stands for 2^reduce pixels about its centre. */
export async function settleSamples(
  source: BandSource,
  block: SampleBlock,
  reduce: number,
  options: SettleOptions = {},
): Promise<void> {
  const step = 2 ** reduce;
  const at = (first: number) => (pixel: number) => Math.floor((pixel + step / 2) / step) - first;
  await settleNoData(
    source,
    block,
    reduce,
    { ...block, column: at(block.column), row: at(block.row), pixels: step },
    options,
  );
}

/** {@link TOUCHED} for every target that has pixels within {@link REACH} samples of a 0. */
function touchedTargets(block: SampleBlock, reduce: number, { width, height, column, row }: Targets): Uint8Array {
  const touched = new Uint8Array(width * height);
  const step = 2 ** reduce;
  const clamp = (value: number, size: number) => Math.min(Math.max(value, 0), size);
  const from = (at: TargetOf, sample: number, size: number) => clamp(at((sample - REACH) * step), size);
  const end = (at: TargetOf, sample: number, size: number) => clamp(at((sample + REACH) * step) + 1, size);
  for (let r = 0; r < block.height; r++) {
    const line = block.dn.subarray(r * block.width, (r + 1) * block.width);
    for (let i = line.indexOf(0); i >= 0; i = line.indexOf(0, i)) {
      let last = i;
      while (line[last + 1] === 0) last++;
      const left = from(column, block.column + i, width);
      const right = end(column, block.column + last, width);
      const bottom = end(row, block.row + r, height);
      for (let t = from(row, block.row + r, height); t < bottom; t++)
        touched.fill(TOUCHED, t * width + left, t * width + right);
      i = last + 1;
    }
  }
  return touched;
}

/**
 * Squares of a tile in which pixels may be no-data or are needed beside such; the same whatever part of the tile is
 * asked for, so that the tile is decoded once. None where no 0 is near. A tile without any detail is what it shows.
 */
async function doubtfulCells(
  source: BandSource,
  place: TilePlace,
  reduce: number,
  targetPixels: number,
  options: SettleOptions,
): Promise<Window[]> {
  const step = 2 ** reduce;
  const reach = REACH + 1 + Math.ceil(targetPixels / step);
  const sight = options.isPicture ? reach + SOLID_REACH : reach;
  const first = { column: Math.floor(place.column / step), row: Math.floor(place.row / step) };
  const window = intersectWindows(
    { column: 0, row: 0, ...source.sizeAt(reduce) },
    {
      column: first.column - sight,
      row: first.row - sight,
      width: Math.ceil(place.width / step) + 2 * sight + 1,
      height: Math.ceil(place.height / step) + 2 * sight + 1,
    },
  )!;
  const dn = await source.readWindow(window, {
    ...options,
    reduce,
    partial: false,
    region: undefined,
    later: undefined,
  });
  if (options.isPicture) fillLoneZeros({ dn, ...window }, source.sizeAt(reduce));
  if (!dn.includes(0)) return [];
  if ((await source.exact?.isFlat(place.tile)) && isEmpty(dn, window, reduce, place)) return [];
  const { cellPixels } = source.exact!;
  const across = Math.ceil(place.width / cellPixels);
  const down = Math.ceil(place.height / cellPixels);
  const wanted = new Uint8Array(across * down);
  const cell = (sample: number, origin: number, count: number) =>
    Math.min(Math.max(Math.floor((sample * step - origin) / cellPixels), 0), count - 1);
  for (let r = 0; r < window.height; r++) {
    const line = dn.subarray(r * window.width, (r + 1) * window.width);
    for (let i = line.indexOf(0), last = i; i >= 0; i = line.indexOf(0, last + 1)) {
      last = i;
      while (line[last + 1] === 0) last++;
      const left = cell(window.column + i - reach, place.column, across);
      const right = cell(window.column + last + reach, place.column, across);
      const bottom = cell(window.row + r + reach, place.row, down);
      for (let y = cell(window.row + r - reach, place.row, down); y <= bottom; y++)
        wanted.fill(1, y * across + left, y * across + right + 1);
    }
  }
  return rectanglesOf({ flags: wanted, across, down }, cellPixels, place);
}

/** Whether all samples on a tile are 0. */
function isEmpty(dn: Uint16Array, window: Window, reduce: number, place: Window): boolean {
  const first = (pixel: number) => Math.ceil(pixel / 2 ** reduce);
  const [left, right] = [first(place.column) - window.column, first(place.column + place.width) - window.column];
  for (let row = first(place.row); row < first(place.row + place.height); row++) {
    const start = (row - window.row) * window.width;
    if (dn.subarray(start + left, start + right).some((value) => value !== 0)) return false;
  }
  return true;
}
