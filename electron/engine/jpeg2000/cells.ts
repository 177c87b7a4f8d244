import type { Bounds, MainHeader } from './codestream.ts';
import { CELL } from './kernel-decode.ts';

/** As of `Jpeg2000Image`: a code-block of ESA's at 10 m covers 128 pixels of details, at 60 m 8. */
export function cellPixelsOf({ coding }: MainHeader): number {
  return Math.min(CELL, Math.max(16, 4 * 2 ** Math.max(coding.blockExponents.x, coding.blockExponents.y)));
}

/** Bounds grown to whole cells of a tile, in which no-data is decided: see `CELL`. */
export function wholeCells({ x0, y0, x1, y1 }: Bounds, tile: Bounds): Bounds {
  const low = (value: number, origin: number) => origin + Math.floor((value - origin) / CELL) * CELL;
  const high = (value: number, origin: number, end: number) =>
    Math.min(end, origin + Math.ceil((value - origin) / CELL) * CELL);
  return { x0: low(x0, tile.x0), y0: low(y0, tile.y0), x1: high(x1, tile.x0, tile.x1), y1: high(y1, tile.y0, tile.y1) };
}
