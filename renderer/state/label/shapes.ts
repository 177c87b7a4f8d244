import { crossingsOfRing, spanOfCapsule } from '../../../electron/engine/contract/scanline.ts';
import type { Box, ChipRaster } from './raster.ts';

/** Pixels of a chip: column, row; the centre of the first one is at 0.5, 0.5. */
export type Point = readonly [number, number];

/** Called with a row, its first column, and the one after its last. */
type OnSpan = (row: number, from: number, to: number) => void;

/** The pixels whose centres lie within a radius of the way from one point to another. */
export function brushSpans(a: Point, b: Point, radius: number, onSpan: OnSpan): Box {
  const top = Math.floor(Math.min(a[1], b[1]) - radius);
  const bottom = Math.ceil(Math.max(a[1], b[1]) + radius);
  for (let row = top; row < bottom; row++) {
    const span = spanOfCapsule(a, b, radius, row + 0.5);
    if (span) onSpan(row, Math.ceil(span[0] - 0.5), Math.floor(span[1] - 0.5) + 1);
  }
  const left = Math.floor(Math.min(a[0], b[0]) - radius);
  return { left, top, right: Math.ceil(Math.max(a[0], b[0]) + radius), bottom };
}

/** The pixels whose centres lie in a ring, by the even-odd rule. */
export function polygonSpans(ring: readonly Point[], onSpan: OnSpan): void {
  const rows = ring.map(([, y]) => y);
  for (let row = Math.floor(Math.min(...rows)); row < Math.ceil(Math.max(...rows)); row++) {
    const crossings = crossingsOfRing(ring, row + 0.5).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2)
      onSpan(row, Math.ceil(crossings[i]! - 0.5), Math.ceil(crossings[i + 1]! - 0.5));
  }
}

/** The pixels that hang together with a first one, over their sides, and are like it. */
export function connected({ width, height }: ChipRaster, first: number, isLike: (pixel: number) => boolean): number[] {
  const seen = new Uint8Array(width * height);
  const found: number[] = [];
  const waiting = [first];
  seen[first] = 1;
  const look = (pixel: number) => {
    if (seen[pixel] === 1) return;
    seen[pixel] = 1;
    if (isLike(pixel)) waiting.push(pixel);
  };
  for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
    found.push(pixel);
    const column = pixel % width;
    if (column > 0) look(pixel - 1);
    if (column < width - 1) look(pixel + 1);
    if (pixel >= width) look(pixel - width);
    if (pixel < width * (height - 1)) look(pixel + width);
  }
  return found;
}

/** Whether a pixel of a picture has nearly the colour of another one: the largest difference of a channel counts. */
export function likeColour(rgba: Uint8ClampedArray, first: number, tolerance: number): (pixel: number) => boolean {
  const [red, green, blue] = [rgba[4 * first]!, rgba[4 * first + 1]!, rgba[4 * first + 2]!];
  return (pixel) => {
    const at = 4 * pixel;
    const differs = Math.max(
      Math.abs(rgba[at]! - red),
      Math.abs(rgba[at + 1]! - green),
      Math.abs(rgba[at + 2]! - blue),
    );
    return differs <= tolerance && rgba[at + 3] === 255;
  };
}
