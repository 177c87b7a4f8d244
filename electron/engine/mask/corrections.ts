import { type ClassCode, MISSING } from '../core/classes.ts';
import { crossingsOfRing, type PixelPoint, spanOfCapsule } from './scanline.ts';

/** What a correction covers, in pixel coordinates of a grid; a pixel is covered where its centre is. */
export type PixelShape =
  | { readonly kind: 'polygon'; readonly ring: readonly PixelPoint[] }
  | { readonly kind: 'stroke'; readonly points: readonly PixelPoint[]; readonly radius: number };

/** A correction by hand. Code 0 takes corrections before it back: the class is again as it was computed. */
export interface PixelCorrection {
  readonly code: Exclude<ClassCode, typeof MISSING> | 0;
  readonly shape: PixelShape;
}

/** Corrections in their order, and which pixel of their grid is the first of the raster that they are applied to. */
export interface PlacedCorrections {
  readonly column: number;
  readonly row: number;
  readonly list: readonly PixelCorrection[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The last step of the pipeline: gives the pixels that corrections cover their classes, in place. Of several on one
 * pixel the last counts; missing pixels stay missing. Holds one row of pixels besides.
 */
export function applyCorrections(codes: Uint8Array, { width, height }: Size, corrections: PlacedCorrections): void {
  const { column, row: firstRow } = corrections;
  const shapes = corrections.list.map(({ code, shape }) => ({ code, shape, rows: rowsOf(shape) }));
  const first = Math.max(0, Math.min(...shapes.map(({ rows }) => rows[0])) - firstRow);
  const end = Math.min(height, Math.max(...shapes.map(({ rows }) => rows[1])) - firstRow);
  const given = new Uint8Array(width);
  for (let row = first; row < end; row++) {
    given.fill(0);
    for (const { code, shape, rows } of shapes) {
      if (rows[0] > row + firstRow || rows[1] <= row + firstRow) continue;
      eachSpan(shape, row + firstRow + 0.5, (from, to) => given.fill(code, clamp(from - column), clamp(to - column)));
    }
    const start = row * width;
    for (let x = 0; x < width; x++) {
      const code = given[x]!;
      if (code !== 0 && codes[start + x] !== MISSING) codes[start + x] = code;
    }
  }
  function clamp(x: number): number {
    return Math.min(width, Math.max(0, x));
  }
}

/** Rows whose centres a shape may cover: the first and the one after the last. */
function rowsOf(shape: PixelShape): readonly [number, number] {
  const points = shape.kind === 'polygon' ? shape.ring : shape.points;
  const reach = shape.kind === 'polygon' ? 0 : shape.radius;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const [, y] of points) {
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return [Math.floor(top - reach), Math.ceil(bottom + reach)];
}

/** Columns (first, one after the last) whose centres on the line y a shape covers. */
function eachSpan(shape: PixelShape, y: number, onSpan: (from: number, to: number) => void): void {
  if (shape.kind === 'polygon') {
    const crossings = crossingsOfRing(shape.ring, y).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      onSpan(Math.ceil(crossings[i]! - 0.5), Math.ceil(crossings[i + 1]! - 0.5));
    }
    return;
  }
  const { points, radius } = shape;
  for (let i = 0; i < Math.max(1, points.length - 1); i++) {
    const a = points[i] as PixelPoint;
    const b = points[i + 1] ?? a;
    if (y < Math.min(a[1], b[1]) - radius || y > Math.max(a[1], b[1]) + radius) continue;
    const span = spanOfCapsule(a, b, radius, y);
    if (span) onSpan(Math.ceil(span[0] - 0.5), Math.floor(span[1] - 0.5) + 1);
  }
}
