import { describe, expect, it } from 'vitest';
import { halvePlanes, type Planes } from './pyramid.ts';

/** Numbers that repeat, with a hole of no-data, pixels of a lone 1, and a border that is not observed. */
function sample(width: number, height: number): Planes {
  let seed = 3;
  const planes = Uint8Array.from({ length: 4 * width * height }, (_, i) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const [x, y] = [i % width, Math.floor(i / width) % height];
    if (x === 0 || (x > 4 && x < 8 && y > 1 && y < 6)) return 0;
    return y === 7 ? (i < width * height && x % 3 === 0 ? 1 : 0) : seed >>> 24;
  });
  return { width, height, planes };
}

/** As the definition says. */
function expected({ width, height, planes }: Planes, plane: number, column: number, row: number): number {
  const places = [0, 1].flatMap((dy) => [0, 1].map((dx) => [2 * column + dx, 2 * row + dy] as const));
  const values = places
    .filter(([x, y]) => x < width && y < height)
    .map(([x, y]) => [0, 1, 2, 3].map((k) => planes[k * width * height + y * width + x]!))
    .filter((pixel) => pixel.some((value) => value > 0));
  if (values.length === 0) return 0;
  const means = [0, 1, 2, 3].map((k) => Math.round(values.reduce((sum, pixel) => sum + pixel[k]!, 0) / values.length));
  return means.every((mean) => mean === 0) && plane === 0 ? 1 : means[plane]!;
}

describe('halvePlanes', () => {
  it.each([
    [16, 12],
    [17, 13],
    [1, 9],
    [1000, 77],
  ])('takes means of what is observed, %i x %i', (width, height) => {
    const source = sample(width, height);
    const half = halvePlanes(source);
    expect([half.width, half.height]).toEqual([Math.ceil(width / 2), Math.ceil(height / 2)]);
    const wanted = Array.from({ length: half.planes.length }, (_, i) => {
      const pixel = i % (half.width * half.height);
      const plane = Math.floor(i / (half.width * half.height));
      return expected(source, plane, pixel % half.width, Math.floor(pixel / half.width));
    });
    expect(Buffer.compare(half.planes, Uint8Array.from(wanted))).toBe(0);
  });
});
