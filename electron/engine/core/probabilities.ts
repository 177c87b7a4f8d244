import type { Window } from './grid.ts';

/** Probabilities of the four classes on a grid, as stored. */
export interface ProbabilityRaster {
  readonly width: number;
  readonly height: number;
  readonly pixelMetres: number;
  /**
   * Planar, `PROBABILITY_PLANES` order: plane p, row r, column c at (p * height + r) * width + c; 0..255 for 0..1.
   * A pixel whose four values are 0 is missing.
   */
  readonly planes: Uint8Array;
  /** Where the sun stood, degrees from the zenith and clockwise from north; absent where nobody knows. */
  readonly sun?: { readonly zenithDegrees: number; readonly azimuthDegrees: number } | undefined;
  /** The pixel of the grid at which it begins; absent: the first. */
  readonly origin?: Pick<Window, 'column' | 'row'> | undefined;
  /** For each pixel the class that it is taken for on most dates (cloud, shadow), any other code where none; absent where nobody looked. */
  readonly persistent?: Uint8Array | undefined;
}

/** The part of probabilities of window `from` that lies in window `to`, which `from` holds. */
export function cropProbabilities(raster: ProbabilityRaster, from: Window, to: Window): ProbabilityRaster {
  if (isSameSize(from, to)) return raster;
  const { width, height, pixelMetres, persistent, sun, origin = { column: 0, row: 0 } } = raster;
  const planes = new Uint8Array(4 * to.width * to.height);
  for (let plane = 0; plane < 4; plane++) {
    const source = raster.planes.subarray(plane * width * height, (plane + 1) * width * height);
    planes.set(cropPlane(source, width, from, to), plane * to.width * to.height);
  }
  const places = persistent && { persistent: cropPlane(persistent, width, from, to) };
  return {
    ...{ width: to.width, height: to.height, pixelMetres, planes, ...places, ...(sun ? { sun } : {}) },
    origin: { column: origin.column + to.column - from.column, row: origin.row + to.row - from.row },
  };
}

/** The same of one byte per pixel, `width` of them in a row. */
export function cropPlane(source: Uint8Array, width: number, from: Window, to: Window): Uint8Array {
  const result = new Uint8Array(to.width * to.height);
  for (let row = 0; row < to.height; row++) {
    const start = (to.row - from.row + row) * width + to.column - from.column;
    result.set(source.subarray(start, start + to.width), row * to.width);
  }
  return result;
}

export function isSameSize(a: Window, b: Window): boolean {
  return a.width === b.width && a.height === b.height;
}
