import { MASK_CLASSES, type MaskClass } from '../core/classes.ts';
import type { Rgba } from './vrt.ts';

/** `#RRGGBB` as numbers 0 to 255. */
export function parseColour(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

/** Colour of a class in a file; what is not filled on the map is white and transparent. */
export function classRgba(maskClass: MaskClass): Rgba {
  return maskClass.colour === null ? [255, 255, 255, 0] : [...parseColour(maskClass.colour), 255];
}

/** Colour table and category names of a mask, index = code; 0 is the no-data value that is never written. */
export const MASK_COLOURS: readonly Rgba[] = [[0, 0, 0, 0], ...MASK_CLASSES.map(classRgba)];
export const MASK_CATEGORIES: readonly string[] = ['No data', ...MASK_CLASSES.map(({ name }) => name)];
