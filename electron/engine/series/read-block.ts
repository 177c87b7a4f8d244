import type { BandId } from '../core/bands.ts';
import { throwIfCancelled } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import type { ObservationBlock } from './medoid.ts';
import { readObservation } from './read-observation.ts';
import type { SharedMemory } from './shared-memory.ts';
import type { WeightFile } from './weight-files.ts';

/** Reflectance is kept as whole numbers of 1/10000, as ESA does. */
export const REFLECTANCE_UNITS = 10_000;
const LARGEST = 2 ** 15 - 1;

/** A date whose observations are read. */
export interface ReadableDate {
  readonly product: Product;
  readonly weights: WeightFile;
}

export interface BlockReading {
  readonly dates: readonly ReadableDate[];
  readonly grid: Grid;
  /** Bands that are compared come first. */
  readonly bands: readonly BandId[];
  readonly comparedBands: number;
  readonly rasters: RasterContext;
  readonly signal: AbortSignal | undefined;
  /** Where a block is read into; the one before is lost. */
  readonly memory: { readonly values: SharedMemory; readonly weights: SharedMemory };
  /** Told what was met, in words. */
  onWarning(product: Product, message: string): void;
}

/** Whole numbers of 1/{@link REFLECTANCE_UNITS} of the DN of a product's band, whatever its quantification and offset. */
export function toUnits(dn: Uint16Array, { quantification, offsets }: Product, band: BandId, out: Int16Array): void {
  const scale = REFLECTANCE_UNITS / quantification;
  const offset = offsets[band] ?? 0;
  for (let i = 0; i < dn.length; i++) {
    const value = Math.round((dn[i]! + offset) * scale);
    out[i] = value > LARGEST ? LARGEST : value < -LARGEST ? -LARGEST : value;
  }
}

/**
 * Reads what all dates observed in a block. A date that has no weight in it is not read; an observation that lacks one of
 * the bands weighs nothing.
 * @throws what reading bands throws; CancelledError
 */
export async function readBlock(reading: BlockReading, block: Window): Promise<ObservationBlock> {
  const { dates, bands, comparedBands, grid, rasters, signal, memory } = reading;
  const pixels = block.width * block.height;
  const count = dates.length * bands.length * pixels;
  const values = new Int16Array(memory.values(2 * count), 0, count);
  const weights = new Uint8Array(memory.weights(dates.length * pixels), 0, dates.length * pixels);
  for (const [index, { product, weights: file }] of dates.entries()) {
    throwIfCancelled(signal);
    const own = weights.subarray(index * pixels, (index + 1) * pixels);
    own.set(await file.read(block));
    if (own.every((weight) => weight === 0)) continue;
    const seen = await readObservation({ product, grid, window: block }, bands, rasters, signal);
    for (const message of seen.warnings) reading.onWarning(product, message);
    for (const [at, band] of bands.entries()) {
      const start = (index * bands.length + at) * pixels;
      const dn = seen.dn[at]!;
      toUnits(dn, product, band, values.subarray(start, start + pixels));
      for (let pixel = 0; pixel < pixels; pixel++) if (dn[pixel] === 0) own[pixel] = 0;
    }
  }
  return { pixels, dates: dates.length, bands: bands.length, comparedBands, values, weights };
}
