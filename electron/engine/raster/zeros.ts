import type { SampleBlock } from './sample-block.ts';

/** Samples from a 0 as far as its pixels reach into what is made of others: two by the filter, one by interpolation. */
export const REACH = 3;
/** Samples of a block whose zeros were judged lie this far from what their judgement rests on. */
export const SOLID_REACH = REACH + 2;

/**
 * Makes 1 of every 0 of a halved raster that is not near a square of 3 x 3 of them, in place. Beside bright cloud the
 * wavelet's negative weights make lines of 0 of dark ground, one or two samples wide; where a swath ends, everything is 0.
 * For pictures and their statistics this is enough to tell what must be looked at in full resolution; for masks it is
 * not, since it loses patches of no-data of less than three samples.
 *
 * @param size of the whole raster so halved: beyond its edge counts as 0, beyond the block's edge does not
 */
export function fillLoneZeros(block: SampleBlock, size: { readonly width: number; readonly height: number }): void {
  const { dn, column, row, width, height } = block;
  if (!dn.includes(0)) return;
  const zeros = new Uint8Array(dn.length);
  for (let i = 0; i < dn.length; i++) if (dn[i] === 0) zeros[i] = 1;
  const across = { length: width, open: [column > 0, column + width < size.width] as const };
  const down = { length: height, open: [row > 0, row + height < size.height] as const };
  const lines = erode(zeros, across, (line) => line * width, 1, height);
  const squares = erode(lines, down, (line) => line, width, width);
  if (!squares.includes(1)) {
    for (let i = dn.indexOf(0); i >= 0; i = dn.indexOf(0, i + 1)) dn[i] = 1;
    return;
  }
  const near = dilate(squares, width, height, REACH + 1);
  for (let i = 0; i < dn.length; i++) if (dn[i] === 0 && near[i] === 0) dn[i] = 1;
}

interface Axis {
  readonly length: number;
  /** Whether the raster goes on before and after the block. */
  readonly open: readonly [boolean, boolean];
}

/** 1 where a pixel and its two neighbours along an axis are 1. */
function erode(
  plane: Uint8Array,
  { length, open }: Axis,
  start: (line: number) => number,
  step: number,
  lines: number,
): Uint8Array {
  const out = new Uint8Array(plane.length);
  for (let line = 0; line < lines; line++) {
    const first = start(line);
    let before = open[0] ? 0 : 1;
    for (let i = 0, at = first; i < length; i++, at += step) {
      const here = plane[at]!;
      const after = i + 1 < length ? plane[at + step]! : open[1] ? 0 : 1;
      out[at] = before & here & after;
      before = here;
    }
  }
  return out;
}

/** 1 within `reach` pixels, along both axes, of a 1. */
function dilate(plane: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const out = new Uint8Array(plane.length);
  for (let row = 0; row < height; row++) {
    const line = plane.subarray(row * width, (row + 1) * width);
    const top = Math.max(0, row - reach);
    const bottom = Math.min(height - 1, row + reach);
    for (let at = line.indexOf(1); at >= 0; at = line.indexOf(1, at + 1)) {
      let last = at;
      while (line[last + 1] === 1) last++;
      const [left, right] = [Math.max(0, at - reach), Math.min(width, last + reach + 1)];
      for (let y = top; y <= bottom; y++) out.fill(1, y * width + left, y * width + right);
      at = last;
    }
  }
  return out;
}
