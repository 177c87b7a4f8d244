/** Where the samples of a raster lie along one axis, in metres from the edge of the grid. */
export interface Lattice {
  /** Centre of sample 0. */
  readonly firstMetres: number;
  readonly stepMetres: number;
  readonly count: number;
}

/**
 * Weights that make target pixels out of samples along one axis: target pixel t is the sum over k of
 * `weights[t * size + k]` times sample `start[t] + k`. The weights of a pixel add up to 1.
 */
export interface Taps {
  readonly size: number;
  readonly start: Int32Array;
  readonly weights: Float32Array;
  /** Sample nearest to each target pixel's centre. */
  readonly nearest: Int32Array;
}

/** Taps in both directions. */
export interface BothTaps {
  readonly x: Taps;
  readonly y: Taps;
}

/**
 * Taps by linear interpolation between sample centres; beyond the first and last centre the edge sample is repeated.
 *
 * @param first index of the first target pixel
 * @param pixelMetres size of a target pixel; pixel t covers [t, t + 1] * pixelMetres
 */
export function linearTaps(lattice: Lattice, first: number, count: number, pixelMetres: number): Taps {
  const size = Math.min(2, lattice.count);
  const taps = emptyTaps(count, size);
  for (let t = 0; t < count; t++) {
    const position = ((first + t + 0.5) * pixelMetres - lattice.firstMetres) / lattice.stepMetres;
    const clamped = Math.min(Math.max(position, 0), lattice.count - 1);
    const start = Math.min(Math.floor(clamped), lattice.count - size);
    taps.start[t] = start;
    taps.nearest[t] = Math.min(Math.floor(clamped + 0.5), lattice.count - 1);
    taps.weights[t * size] = size === 1 ? 1 : 1 - (clamped - start);
    if (size === 2) taps.weights[t * size + 1] = clamped - start;
  }
  return taps;
}

/** Taps by area: a sample stands for the interval of one step about its centre, and counts by what it shares. */
export function areaTaps(lattice: Lattice, first: number, count: number, pixelMetres: number): Taps {
  const size = Math.min(lattice.count, Math.ceil(pixelMetres / lattice.stepMetres - 1e-9) + 1);
  const taps = emptyTaps(count, size);
  const edge = lattice.firstMetres - lattice.stepMetres / 2;
  for (let t = 0; t < count; t++) {
    const low = Math.max(0, ((first + t) * pixelMetres - edge) / lattice.stepMetres);
    const high = Math.min(lattice.count, ((first + t + 1) * pixelMetres - edge) / lattice.stepMetres);
    const start = Math.max(0, Math.min(Math.floor(low + 1e-9), lattice.count - size));
    taps.start[t] = start;
    taps.nearest[t] = Math.min(lattice.count - 1, Math.max(0, Math.floor((low + high) / 2)));
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const shared = Math.min(high, start + k + 1) - Math.max(low, start + k);
      const weight = shared > 1e-6 ? shared : 0;
      taps.weights[t * size + k] = weight;
      sum += weight;
    }
    if (sum === 0) {
      taps.weights[t * size + taps.nearest[t]! - start] = 1;
      sum = 1;
    }
    for (let k = 0; k < size; k++) taps.weights[t * size + k]! /= sum;
  }
  return taps;
}

function emptyTaps(count: number, size: number): Taps {
  return {
    size,
    start: new Int32Array(count),
    weights: new Float32Array(count * size),
    nearest: new Int32Array(count),
  };
}

/** First sample that any target pixel uses, and how many from there. */
export function tapSpan(taps: Taps): { first: number; count: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const start of taps.start) {
    first = Math.min(first, start);
    last = Math.max(last, start + taps.size);
  }
  return { first, count: last - first };
}
