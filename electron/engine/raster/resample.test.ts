import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { latticeOf } from './read-plan.ts';
import { resample } from './resample.ts';
import type { SampleBlock, ValidRule } from './sample-block.ts';
import { areaTaps, linearTaps, type Taps, tapSpan } from './taps.ts';

let seed = 5;
const random = (below: number) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

/** Anything from 1 to the largest number, in turns; nothing on the left third; holes; holes that stand alone. */
const KINDS = ['whole', 'swath', 'holes', 'lone'] as const;

function sample(kind: (typeof KINDS)[number], column: number, width: number): number {
  if (kind === 'swath' && column < width / 3) return 0;
  if (random(100) < { whole: 0, swath: 0, holes: 40, lone: 2 }[kind]) return 0;
  return [65535, 1, 1 + random(65535)][Math.min(2, random(10))]!;
}

/** A block with the taps that make targets of some size of it. */
function randomCase(kind: (typeof KINDS)[number]) {
  const metres = [10, 20, 60, 7.3][random(4)]!;
  const pixelMetres = [10, 20, 60, 13][random(4)]!;
  const [tapsFor, reduce, size] = [random(2) === 0 ? areaTaps : linearTaps, random(3), 1 + random(70)];
  const tapsOf = (offset: number) =>
    tapsFor(latticeOf(size, metres, reduce, offset), random(3), 1 + random((size * metres) / pixelMetres), pixelMetres);
  const [x, y] = [tapsOf(random(30)), tapsOf(0)];
  const [across, down] = [tapSpan(x), tapSpan(y)];
  const dn = Uint16Array.from({ length: across.count * down.count }, (_, i) =>
    sample(kind, i % across.count, across.count),
  );
  return { block: { dn, column: across.first, row: down.first, width: across.count, height: down.count }, x, y };
}

/** One target as the definition says. */
function meanOf(block: SampleBlock, x: Taps, y: Taps, rule: ValidRule, [column, row]: readonly [number, number]) {
  const at = (sampleColumn: number, sampleRow: number) =>
    block.dn[(sampleRow - block.row) * block.width + sampleColumn - block.column]!;
  let [total, share] = [0, 0];
  for (let j = 0; j < y.size; j++)
    for (let i = 0; i < x.size; i++) {
      const value = at(x.start[column]! + i, y.start[row]! + j);
      const weight = x.weights[column * x.size + i]! * y.weights[row * y.size + j]!;
      total += weight * value;
      if (value > 0) share += weight;
    }
  const isValid = rule === 'any' ? share > 1e-6 : at(x.nearest[column]!, y.nearest[row]!) > 0;
  return isValid ? Math.max(1, Math.round(total / share)) : 0;
}

describe('resample', () => {
  it('makes means of the valid samples, and always the same', async () => {
    const all = createHash('sha1');
    for (let i = 0; i < 160; i++) {
      const { block, x, y } = randomCase(KINDS[i % 4]!);
      for (const rule of ['any', 'nearest'] as const) {
        const found = await resample(block, x, y, rule);
        all.update(found);
        const width = x.start.length;
        // Sums are rounded to 32 bits on the way, so that a half may go either way.
        const wrong = found.findIndex((dn, k) => {
          const mean = meanOf(block, x, y, rule, [k % width, Math.floor(k / width)]);
          return (dn === 0) !== (mean === 0) || Math.abs(dn - mean) > 1;
        });
        expect(wrong).toBe(-1);
      }
    }
    // To the last bit as by the loops in JavaScript that the kernel replaced.
    expect(all.digest('hex')).toBe('1ddf022df070ebd11499d0582a74c9a1343a2e99');
  });

  it('divides a large raster into strips that fit together', async () => {
    const [width, height] = [3, 401_000];
    const dn = Uint16Array.from({ length: 2 * height }, (_, i) => (i % 97 === 0 ? 0 : 1000 + (i % 5000)));
    const [x, y] = [linearTaps(latticeOf(2, 20, 0), 0, width, 13), linearTaps(latticeOf(height, 20, 0), 0, height, 20)];
    const found = await resample({ dn, column: 0, row: 0, width: 2, height }, x, y, 'nearest');
    const last = 350_000;
    const strip = { dn: dn.subarray(2 * last), column: 0, row: last, width: 2, height: height - last };
    const rest = await resample(strip, x, linearTaps(latticeOf(height, 20, 0), last, height - last, 20), 'nearest');
    expect(found.subarray(width * last)).toEqual(rest);
  });
});
