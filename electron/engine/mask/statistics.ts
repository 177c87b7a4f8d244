import { type ClassId, MASK_CLASSES, MISSING } from '../core/classes.ts';
import type { ClassRaster } from './types.ts';

/** How much of a raster a class covers. */
export interface ClassShare {
  readonly id: ClassId;
  readonly pixels: number;
  readonly squareKilometres: number;
  /** Percent of the pixels that are not missing; null for missing itself, and where every pixel is missing. */
  readonly percentOfValid: number | null;
}

export interface ClassStatistics {
  readonly pixels: number;
  readonly validPixels: number;
  /** One entry per class in the order of its code, also for those that do not occur. */
  readonly classes: readonly ClassShare[];
}

/** Percent by class: of the valid pixels, and of the whole area for missing. Where every pixel is missing, the others have none. */
export type ClassPercents = Readonly<Partial<Record<ClassId, number>>>;

/** @param areaPixels pixels of the area that was asked for; what of the raster lies outside of it is no part of any share */
export function classPercents({ classes, pixels }: ClassStatistics, areaPixels: number): ClassPercents {
  const outside = pixels - areaPixels;
  return Object.fromEntries(
    classes.flatMap(({ id, pixels: count, percentOfValid }) => {
      const percent = id === 'missing' ? (100 * (count - outside)) / areaPixels : percentOfValid;
      return percent === null ? [] : [[id, percent]];
    }),
  );
}

/** Counts the classes of a raster. Codes outside of 1 to 5 count as missing. */
export function classStatistics(raster: ClassRaster): ClassStatistics {
  const counts = countCodes(raster.codes);
  const pixels = raster.codes.length;
  const flaggedOrClear = MASK_CLASSES.filter(({ code }) => code !== MISSING);
  const validPixels = flaggedOrClear.reduce((sum, { code }) => sum + counts[code]!, 0);
  const classes = MASK_CLASSES.map(({ code, id }): ClassShare => {
    const count = code === MISSING ? pixels - validPixels : counts[code]!;
    return {
      id,
      pixels: count,
      squareKilometres: (count * raster.pixelMetres ** 2) / 1e6,
      percentOfValid: code === MISSING || validPixels === 0 ? null : (100 * count) / validPixels,
    };
  });
  return { pixels, validPixels, classes };
}

/** How often each code stands in a raster. A mask is runs of one code: four pixels at a time take a fifth of the time of one. */
function countCodes(codes: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  const before = -codes.byteOffset & 3;
  const count = Math.max(0, codes.length - before) >> 2;
  if (count > 0) countWords(new Uint32Array(codes.buffer, codes.byteOffset + before, count), counts);
  countBytes(codes.subarray(0, before), counts);
  countBytes(codes.subarray(before + 4 * count), counts);
  return counts;
}

function countBytes(codes: Uint8Array, counts: Float64Array): void {
  for (const code of codes) counts[code]!++;
}

function countWords(words: Uint32Array, counts: Float64Array): void {
  for (let at = 0; at < words.length; ) {
    const begin = at;
    const word = words[at]!;
    while (++at < words.length && words[at] === word);
    const times = at - begin;
    counts[word & 255]! += times;
    counts[(word >>> 8) & 255]! += times;
    counts[(word >>> 16) & 255]! += times;
    counts[word >>> 24]! += times;
  }
}
