/** Samples and their size. */
export interface Plane {
  readonly samples: Int32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The low-pass half of the reversible 5/3 wavelet (ISO/IEC 15444-1, F.4.8.1, with symmetric extension at the edges): what
 * JPEG 2000 decodes at half the resolution of the same samples. Columns first, then rows, as its inverse goes rows first.
 */
export function halve({ samples, width, height }: Plane): Plane {
  const rows = lowPass(samples, height, width, width, 1);
  const half = Math.ceil(height / 2);
  return { samples: lowPass(rows, width, half, 1, width), width: Math.ceil(width / 2), height: half };
}

/**
 * Filters `lines` lines of `length` samples, which lie `step` apart; their beginnings lie `between` apart. The result has
 * the lines' order, with half as many samples in each.
 */
function lowPass(from: Int32Array, length: number, lines: number, step: number, between: number): Int32Array {
  const half = Math.ceil(length / 2);
  const out = new Int32Array(half * lines);
  const [outStep, outBetween] = step === 1 ? [1, half] : [lines, 1];
  if (length === 1) return from.slice();
  for (let line = 0; line < lines; line++) {
    const start = line * between;
    let before = 0;
    for (let k = 0; k < half; k++) {
      const at = start + 2 * k * step;
      const even = from[at]!;
      const hasOdd = 2 * k + 1 < length;
      const next = 2 * k + 2 < length ? from[at + 2 * step]! : even;
      const after = hasOdd ? from[at + step]! - ((even + next) >> 1) : before;
      if (k === 0) before = after;
      out[line * outBetween + k * outStep] = even + ((before + after + 2) >> 2);
      before = after;
    }
  }
  return out;
}
