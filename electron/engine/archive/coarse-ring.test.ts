import { expect, it } from 'vitest';
import { coarseRing } from './coarse-ring.ts';

it('keeps the corners of a tile and leaves out what lies between them', () => {
  const side = (from: readonly [number, number], to: readonly [number, number]) =>
    Array.from({ length: 50 }, (_, k): [number, number] => [
      from[0] + ((to[0] - from[0]) * k) / 50,
      from[1] + ((to[1] - from[1]) * k) / 50 + 1e-6 * k,
    ]);
  const corners = [
    [13, 53],
    [14, 53],
    [14, 52],
    [13, 52],
    [13, 53],
  ] as const;
  const ring = [...corners.slice(1).flatMap((corner, k) => side(corners[k]!, corner)), [13, 53] as const];
  const coarse = coarseRing(ring);
  expect(coarse.length).toBeLessThan(8);
  for (const corner of corners) expect(coarse).toContainEqual(corner);
  expect(coarse[0]).toEqual(coarse.at(-1));
});
