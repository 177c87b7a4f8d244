import { describe, expect, test } from 'vitest';
import type { ApiCorrection } from '../api/types.ts';
import { correctionsAt } from './correction-hit.ts';

/** At 60 degrees north a degree of longitude is half as long as one of latitude: about 55.6 and 111.2 km. */
const square: ApiCorrection = {
  class: 'cloud',
  shape: {
    kind: 'polygon',
    ring: [
      [10, 60],
      [10.02, 60],
      [10.02, 60.01],
      [10, 60.01],
      [10, 60],
    ],
  },
};
const stroke = (points: [number, number][], radiusMetres: number): ApiCorrection => ({
  class: 'clear',
  shape: { kind: 'stroke', points, radiusMetres },
});
const over = stroke(
  [
    [9.99, 60.005],
    [10.01, 60.005],
  ],
  100,
);

describe('the corrections at a place', () => {
  test.each([
    ['inside both: the later one first', [10.005, 60.005], [1, 0]],
    ['inside the area alone', [10.015, 60.003], [0]],
    ['100 m beside the stroke, less than its radius', [9.995, 60.0058], [1]],
    ['beyond the radius', [9.995, 60.0062], []],
    ['beyond the end of the stroke, east of it by less than its radius', [10.0115, 60.012], []],
    ['outside of all', [10.03, 60.005], []],
  ] as const)('%s', (_name, place, found) => expect(correctionsAt([square, over], place, 0)).toEqual(found));

  test('a point of a brush counts, and what is thin on the screen from beside it', () => {
    const dot = stroke([[10, 60]], 10);
    expect(correctionsAt([dot], [10.0001, 60], 0)).toEqual([0]);
    expect(correctionsAt([dot], [10.001, 60], 0)).toEqual([]);
    expect(correctionsAt([dot], [10.001, 60], 60)).toEqual([0]);
  });

  test('the date line parts nothing', () => {
    const across = stroke(
      [
        [179.999, 0],
        [-179.999, 0],
      ],
      50,
    );
    expect(correctionsAt([across], [180, 0], 0)).toEqual([0]);
    expect(correctionsAt([across], [-180, 0], 0)).toEqual([0]);
    expect(correctionsAt([across], [0, 0], 0)).toEqual([]);
  });
});
