import { describe, expect, test } from 'vitest';
import { areaOf, geodesicPath, lengthMetres } from './geodesic.ts';

describe('lengths', () => {
  test('a quarter of a meridian and of the equator are those of WGS 84', () => {
    // Meridian quadrant 10 001 965.729 m; equator pi / 2 times 6 378 137 m.
    expect(
      lengthMetres([
        [0, 0],
        [0, 90],
      ]),
    ).toBeCloseTo(10_001_965.729, 2);
    expect(
      lengthMetres([
        [0, 0],
        [45, 0],
        [90, 0],
      ]),
    ).toBeCloseTo((Math.PI / 2) * 6_378_137, 2);
  });

  test('JFK to LHR, the worked example of GeographicLib', () => {
    expect(
      lengthMetres([
        [-73.8, 40.6],
        [-0.5, 51.6],
      ]),
    ).toBeCloseTo(5_551_759.4, 0);
  });
});

describe('areas', () => {
  test('Antarctica, the worked example of GeographicLib, in either turn', () => {
    const coast: [number, number][] = [
      ...[
        [-58, -63.1],
        [-74, -72.9],
        [-102, -71.9],
        [-102, -74.9],
        [-131, -74.3],
        [-163, -77.5],
        [163, -77.4],
      ],
      ...[
        [172, -71.7],
        [140, -65.9],
        [113, -65.7],
        [88, -66.6],
        [59, -66.9],
        [25, -69.8],
        [-4, -70],
        [-14, -71],
        [-33, -77.3],
        [-46, -77.9],
        [-61, -74.7],
      ],
    ] as [number, number][];
    for (const corners of [coast, coast.toReversed()]) {
      const { squareMetres, perimeterMetres } = areaOf(corners);
      expect(perimeterMetres).toBeCloseTo(16_831_067.893, 0);
      expect(squareMetres / 1e6).toBeCloseTo(13_662_703.68, 0);
    }
  });

  test('a hundred pixels of a scene are a hectare, to the scale of UTM', () => {
    const side = 100 / 111_000;
    const corners: [number, number][] = [
      [0, 0],
      [side, 0],
      [side, side],
      [0, side],
    ];
    expect(areaOf(corners).squareMetres / 10_000).toBeCloseTo(1, 1);
  });
});

test('a path keeps its corners, and goes on over the date line', () => {
  const path = geodesicPath([
    [179.5, 10],
    [-179.5, 10],
  ]);
  expect(path.length).toBeGreaterThan(5);
  expect(path.at(-1)![0]).toBeCloseTo(180.5, 9);
  expect(path.at(-1)![1]).toBeCloseTo(10, 9);
  expect(path.every(([lon], index) => index === 0 || lon > path[index - 1]![0])).toBe(true);
});
