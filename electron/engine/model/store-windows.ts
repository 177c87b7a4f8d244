import type { Window } from '../core/grid.ts';
import type { Planes } from './pyramid.ts';

/** The pixels of a level that a window of the grid covers; its column and row are multiples of 2^level. */
export function levelWindow(window: Window, level: number): Window {
  const scale = 2 ** level;
  return {
    column: window.column / scale,
    row: window.row / scale,
    width: Math.ceil(window.width / scale),
    height: Math.ceil(window.height / scale),
  };
}

/** Copies a part of a level from a tile, whose pixels are `core`, to the planes of a window. */
export function copyPart(source: Planes, core: Window, target: Uint8Array, window: Window, part: Window): void {
  for (let plane = 0; plane < 4; plane++)
    for (let row = part.row; row < part.row + part.height; row++) {
      const from = (plane * source.height + row - core.row) * source.width + part.column - core.column;
      const to = (plane * window.height + row - window.row) * window.width + part.column - window.column;
      target.set(source.planes.subarray(from, from + part.width), to);
    }
}
