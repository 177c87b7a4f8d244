import type { Window } from '../core/grid.ts';
import { type Bounds, type MainHeader, reducedBounds } from './codestream.ts';

/** Bounds of a window of the image after `reduce` halvings, on the reference grid so reduced. */
export function boundsInImage(header: MainHeader, { column, row, width, height }: Window, reduce: number): Bounds {
  const origin = reducedBounds(header.image, reduce);
  const [x0, y0] = [origin.x0 + column, origin.y0 + row];
  return { x0, y0, x1: x0 + width, y1: y0 + height };
}

/** `bounds` in pixels from the upper left of `frame`. */
export function windowIn(bounds: Bounds, frame: { readonly x0: number; readonly y0: number }): Window {
  return {
    column: bounds.x0 - frame.x0,
    row: bounds.y0 - frame.y0,
    width: bounds.x1 - bounds.x0,
    height: bounds.y1 - bounds.y0,
  };
}

/** Whether two bounds share pixels. */
export function meets(a: Bounds, b: Bounds): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}
