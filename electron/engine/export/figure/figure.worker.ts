import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { encode } from 'fast-png';
import type { Picture, Point } from './drawing.ts';

/** A drawing as SVG, and the pictures that lie under it. */
export interface FigureTask {
  readonly svg: string;
  readonly pictures: readonly { readonly at: Point; readonly picture: Picture }[];
  readonly fonts: readonly Uint8Array[];
  readonly family: string;
  /** Text that the PNG carries. */
  readonly text: Readonly<Record<string, string>>;
}

const PAPER = 255;
let ready: Promise<void> | undefined;

/** Rasterises a figure: white paper, pictures on it, and over them what was drawn. PNG. */
export default async function run({ svg, pictures, fonts, family, text }: FigureTask): Promise<Uint8Array> {
  const program = createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm');
  ready ??= initWasm(readFileSync(program));
  await ready;
  const font = { loadSystemFonts: false, fontBuffers: [...fonts], defaultFontFamily: family };
  const drawn = new Resvg(svg, { font }).render();
  const { width, height, pixels } = drawn;
  const data = new Uint8Array(3 * width * height).fill(PAPER);
  for (const { at, picture } of pictures) {
    const [column, row] = at.map(Math.round) as [number, number];
    for (let y = 0; y < picture.height; y++) {
      const line = picture.rgb.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
      data.set(line, 3 * ((row + y) * width + column));
    }
  }
  // What was drawn is multiplied by its alpha already.
  for (let i = 0; i < width * height; i++) {
    const alpha = pixels[4 * i + 3]!;
    if (alpha === 0) continue;
    for (let c = 0; c < 3; c++)
      data[3 * i + c] = Math.min(255, pixels[4 * i + c]! + Math.round((data[3 * i + c]! * (255 - alpha)) / 255));
  }
  return encode({ width, height, data, channels: 3, depth: 8, text: { ...text } });
}
