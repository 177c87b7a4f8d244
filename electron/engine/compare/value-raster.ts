import { CompareError } from '../core/errors.ts';

/** A raster of few distinct values: each pixel is an index into `values`. */
export interface ValueRaster {
  readonly width: number;
  readonly height: number;
  readonly values: readonly number[];
  /** Pixels of each value. */
  readonly counts: readonly number[];
  readonly index: Uint8Array | Uint16Array;
}

/** Stands for pixels that the raster does not reach, or that its mask hides. */
export const OUTSIDE = -1e30;

const MAX_VALUES = 65_535;
/** Fractions (probabilities) are told apart by this much. */
const FRACTION_STEPS = 10_000;

/**
 * Collects the values of a raster that comes in pieces of whole rows: a byte or two for a pixel are kept, whatever type
 * the raster has.
 */
export class ValueCollector {
  private index: Uint8Array | Uint16Array;
  private readonly values: number[] = [];
  private readonly counts: number[] = [];
  private readonly places = new Map<number, number>();
  private filled = 0;

  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly file: string,
  ) {
    this.index = new Uint8Array(width * height);
  }

  /** Adds the next samples. @throws CompareError for a raster of more values than classes can have */
  add(samples: ArrayLike<number>): void {
    let last = Number.NaN;
    let place = -1;
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i]!;
      if (sample !== last || place === -1) {
        place = this.placeOf(sample);
        last = sample;
      }
      this.index[this.filled + i] = place;
      this.counts[place] = this.counts[place]! + 1;
    }
    this.filled += samples.length;
  }

  /** The whole raster. */
  raster(): ValueRaster {
    const { width, height, values, counts, index } = this;
    return { width, height, values, counts, index };
  }

  private placeOf(sample: number): number {
    const value =
      sample < OUTSIDE / 2
        ? OUTSIDE
        : Number.isInteger(sample) || !Number.isFinite(sample)
          ? sample
          : Math.round(sample * FRACTION_STEPS) / FRACTION_STEPS;
    const known = this.places.get(value);
    if (known !== undefined) return known;
    const place = this.values.length;
    if (place > MAX_VALUES) {
      throw new CompareError(
        `${this.file} holds more than ${MAX_VALUES} different values: it is no raster of classes.`,
        {
          file: this.file,
          remedy: 'Choose a class raster or a cloud probability.',
        },
      );
    }
    if (place === 256) this.index = Uint16Array.from(this.index);
    this.places.set(value, place);
    this.values.push(value);
    this.counts.push(0);
    return place;
  }
}
