import { MASK_CLASSES } from '../../core/classes.ts';
import { parseColour } from '../colours.ts';
import type { Picture } from './drawing.ts';

/** An image, red, green, blue and alpha from 0 to 255, row by row. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** Class codes 1 to 5, row by row. */
export interface CodeRaster {
  readonly width: number;
  readonly height: number;
  readonly codes: Uint8Array;
}

type Size = { readonly width: number; readonly height: number };

const OVERLAY = 0.6;
/** What is no data; white would be cloud. */
const NOTHING = 222;
const COLOURS = [null, ...MASK_CLASSES.map(({ colour }) => (colour === null ? null : parseColour(colour)))];

/** Mean colour of the source pixels under each pixel, grey where there is no data; the nearest where there are fewer than pixels. */
export function sizedImage(image: RgbaImage, size: Size): Picture {
  const rgb = new Uint8Array(size.width * size.height * 3);
  forEachBlock(image, size, (at, pixels) => {
    const sum = [0, 0, 0];
    for (const pixel of pixels) {
      const alpha = image.rgba[4 * pixel + 3]! / 255;
      for (let c = 0; c < 3; c++) sum[c]! += image.rgba[4 * pixel + c]! * alpha + NOTHING * (1 - alpha);
    }
    for (let c = 0; c < 3; c++) rgb[3 * at + c] = Math.round(sum[c]! / pixels.length);
  });
  return { ...size, rgb };
}

/** The most frequent class of the source pixels under each pixel. */
export function sizedCodes(mask: CodeRaster, size: Size): CodeRaster {
  const codes = new Uint8Array(size.width * size.height);
  const columns = edgesOf(mask.width, size.width);
  // A whole scene has 120 million pixels: each is looked at once, and nothing is made for it.
  const counts = new Uint32Array(size.width * 6);
  for (const [row, [top, bottom]] of edgesOf(mask.height, size.height).entries()) {
    counts.fill(0);
    for (let y = top; y < bottom; y++) {
      for (let column = 0; column < columns.length; column++) {
        const [left, right] = columns[column]!;
        for (let x = left; x < right; x++) counts[column * 6 + mask.codes[y * mask.width + x]!]!++;
      }
    }
    for (let column = 0; column < size.width; column++) {
      const own = counts.subarray(column * 6, column * 6 + 6);
      codes[row * size.width + column] = own.indexOf(Math.max(...own));
    }
  }
  return { ...size, codes };
}

/** A picture under the colours of classes; clear has none. */
export function overlaid({ width, height, rgb }: Picture, { codes }: CodeRaster): Picture {
  const out = rgb.slice();
  for (let i = 0; i < codes.length; i++) {
    const colour = COLOURS[codes[i]!];
    if (!colour) continue;
    for (let c = 0; c < 3; c++) out[3 * i + c] = Math.round(rgb[3 * i + c]! * (1 - OVERLAY) + colour[c]! * OVERLAY);
  }
  return { width, height, rgb: out };
}

/** Where each of `of` parts of a row of pixels begins and ends; at least one pixel each. */
function edgesOf(count: number, of: number): readonly (readonly [from: number, to: number])[] {
  return Array.from({ length: of }, (_, i) => {
    const from = Math.floor((i * count) / of);
    return [from, Math.max(from + 1, Math.floor(((i + 1) * count) / of))] as const;
  });
}

/** Calls `use` for each pixel of a size with the source pixels in it, at least one. */
function forEachBlock(source: Size, size: Size, use: (at: number, pixels: readonly number[]) => void): void {
  const columns = edgesOf(source.width, size.width);
  const pixels: number[] = [];
  for (const [row, [top, bottom]] of edgesOf(source.height, size.height).entries()) {
    for (const [column, [left, right]] of columns.entries()) {
      pixels.length = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) pixels.push(y * source.width + x);
      use(row * size.width + column, pixels);
    }
  }
}
