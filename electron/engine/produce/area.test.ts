import { describe, expect, it } from 'vitest';
import { CLEAR, MISSING } from '../core/classes.ts';
import { clipToRings, ringsToPixels, windowOfRings } from './area.ts';

const grid = { epsg: 32629, originX: 499980, originY: 6000000, pixelMetres: 60, width: 100, height: 80 };

describe('area of interest', () => {
  it('projects lon/lat to pixels: the central meridian is easting 500 000', () => {
    const [[point]] = ringsToPixels([[[-9, 54.1]]], grid) as [[readonly [number, number]]];
    expect(point[0]).toBeCloseTo((500000 - 499980) / 60, 6);
    expect(point[1]).toBeCloseTo((6000000 - 5994661.85) / 60, 0);
  });

  it('takes the smallest window that holds the polygon and cuts it to the grid', () => {
    const ring = [
      [-3, 2.2],
      [7.1, 2.2],
      [7.1, 9.9],
      [-3, 2.2],
    ] as const;
    expect(windowOfRings([ring], grid)).toEqual({ column: 0, row: 2, width: 8, height: 8 });
    expect(windowOfRings([ring.map(([x, y]) => [x - 50, y] as const)], grid)).toBeNull();
  });

  it('keeps the pixels whose centre is inside, also around a hole', () => {
    const square = (a: number, b: number) =>
      [
        [a, a],
        [b, a],
        [b, b],
        [a, b],
        [a, a],
      ] as const;
    const codes = new Uint8Array(100).fill(CLEAR);
    clipToRings(codes, { column: 0, row: 0, width: 10, height: 10 }, [square(1.4, 8.6), square(4, 6)]);
    const kept = [...codes]
      .map((code, i) => [code, i % 10, Math.floor(i / 10)] as const)
      .filter(([c]) => c !== MISSING);
    expect(kept.length).toBe(8 * 8 - 2 * 2);
    expect(
      kept.every(([, x, y]) => x >= 1 && x <= 8 && y >= 1 && y <= 8 && !(x >= 4 && x < 6 && y >= 4 && y < 6)),
    ).toBe(true);
  });
});
