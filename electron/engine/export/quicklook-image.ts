import { CLEAR, MASK_CLASSES } from '../core/classes.ts';
import { parseColour } from './colours.ts';

/** An image, red, green, blue and alpha from 0 to 255, row by row. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** Class codes 1 to 5, row by row; the same place as the image, at any number of pixels. */
export interface QuicklookMask {
  readonly width: number;
  readonly height: number;
  readonly codes: Uint8Array;
}

/** Red, green, blue, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const OVERLAY = 0.65;
const GAP_PIXELS = 8;
const LEGEND_PIXELS = 24;
const PAPER = 255;

/**
 * Draws the image beside the same image under its mask, and below them a bar of class colours as long as the classes are
 * large. Each picture is at most `maxSide` pixels long and wide; smaller images keep their size. Colours are averaged
 * over the image pixels that a pixel covers, classes are the most frequent there.
 */
export function drawQuicklook(image: RgbaImage, mask: QuicklookMask, maxSide = 1200): RgbImage {
  const shrink = Math.min(1, maxSide / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * shrink));
  const height = Math.max(1, Math.round(image.height * shrink));
  const picture = shrinkImage(image, width, height);
  const codes = shrinkCodes(mask, width, height);
  const canvas = {
    width: 2 * width + GAP_PIXELS,
    height: height + GAP_PIXELS + LEGEND_PIXELS,
    rgb: new Uint8Array((2 * width + GAP_PIXELS) * (height + GAP_PIXELS + LEGEND_PIXELS) * 3).fill(PAPER),
  };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const colour = [picture[3 * at]!, picture[3 * at + 1]!, picture[3 * at + 2]!] as const;
      paint(canvas, column, row, colour);
      paint(canvas, width + GAP_PIXELS + column, row, overlay(colour, codes[at]!));
    }
  }
  drawLegend(canvas, mask.codes);
  return canvas;
}

type Rgb = readonly [number, number, number];

const COLOURS: readonly (Rgb | null)[] = [
  null,
  ...MASK_CLASSES.map(({ colour }) => (colour === null ? null : parseColour(colour))),
];

function overlay(below: Rgb, code: number): Rgb {
  const above = COLOURS[code] ?? null;
  if (above === null) return below;
  return [0, 1, 2].map((i) => Math.round(below[i]! * (1 - OVERLAY) + above[i]! * OVERLAY)) as unknown as Rgb;
}

function paint(canvas: RgbImage, column: number, row: number, colour: Rgb): void {
  canvas.rgb.set(colour, 3 * (row * canvas.width + column));
}

/** Clear keeps the colour of the paper, so the bar of the others is as long as what they cover. */
function drawLegend(canvas: RgbImage, codes: Uint8Array): void {
  const counts = new Array<number>(6).fill(0);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  let before = 0;
  for (const { code } of [...MASK_CLASSES].sort((a, b) => b.code - a.code)) {
    if (code === CLEAR) continue;
    const from = Math.round((before / codes.length) * canvas.width);
    before += counts[code]!;
    const to = Math.round((before / codes.length) * canvas.width);
    for (let row = canvas.height - LEGEND_PIXELS; row < canvas.height; row++) {
      for (let column = from; column < to; column++) paint(canvas, column, row, COLOURS[code]!);
    }
  }
}

/** Mean colour over white of the source pixels under each pixel. */
function shrinkImage(image: RgbaImage, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  forEachBlock(image, width, height, (at, pixels) => {
    let [red, green, blue, count] = [0, 0, 0, 0];
    for (const pixel of pixels) {
      const alpha = image.rgba[4 * pixel + 3]! / 255;
      red += image.rgba[4 * pixel]! * alpha + PAPER * (1 - alpha);
      green += image.rgba[4 * pixel + 1]! * alpha + PAPER * (1 - alpha);
      blue += image.rgba[4 * pixel + 2]! * alpha + PAPER * (1 - alpha);
      count++;
    }
    out.set([Math.round(red / count), Math.round(green / count), Math.round(blue / count)], 3 * at);
  });
  return out;
}

function shrinkCodes(mask: QuicklookMask, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  forEachBlock(mask, width, height, (at, pixels) => {
    const counts = [0, 0, 0, 0, 0, 0];
    for (const pixel of pixels) counts[mask.codes[pixel]!]!++;
    out[at] = counts.indexOf(Math.max(...counts));
  });
  return out;
}

/** Calls `use` for each of width x height blocks with the source pixels in it, at least one. */
function forEachBlock(
  source: { readonly width: number; readonly height: number },
  width: number,
  height: number,
  use: (at: number, pixels: readonly number[]) => void,
): void {
  const edges = (count: number, of: number) =>
    Array.from({ length: of }, (_, i) => {
      const from = Math.floor((i * count) / of);
      return [from, Math.max(from + 1, Math.floor(((i + 1) * count) / of))] as const;
    });
  const columns = edges(source.width, width);
  const pixels: number[] = [];
  for (const [row, [top, bottom]] of edges(source.height, height).entries()) {
    for (const [column, [left, right]] of columns.entries()) {
      pixels.length = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) pixels.push(y * source.width + x);
      use(row * width + column, pixels);
    }
  }
}
