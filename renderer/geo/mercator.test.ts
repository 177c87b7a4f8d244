import { describe, expect, test } from 'vitest';
import type { Bounds3857 } from '../api/types.ts';
import {
  clipRectangle,
  HALF_WORLD_METRES,
  pixelsInView,
  scaleDenominator,
  screenView,
  toLonLat,
  toMercator,
} from './mercator.ts';

function contains(outer: Bounds3857, inner: Bounds3857): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

const camera = { lon: -7.9, lat: 53.4, zoom: 10, width: 1201, height: 800, ratio: 1 };

test('Web Mercator agrees with the worked example of EPSG Guidance Note 7-2', () => {
  const [x, y] = toMercator(-100.333333333, 24.3817867);
  expect(x).toBeCloseTo(-11169055.58, 0);
  expect(y).toBeCloseTo(2800000, 0);
});

test('there and back', () => {
  const [lon, lat] = toLonLat(...toMercator(-7.912, 53.4281));
  expect(lon).toBeCloseTo(-7.912, 9);
  expect(lat).toBeCloseTo(53.4281, 9);
});

describe('the rectangle that is asked for', () => {
  test('has one pixel for each of the screen and an even margin', () => {
    const view = screenView(camera, 0.125);
    expect([view.width, view.height]).toEqual([1201 + 2 * 150, 800 + 2 * 100]);
    const metresPerPixel = (2 * HALF_WORLD_METRES) / (512 * 1024);
    expect((view.bounds[2] - view.bounds[0]) / view.width).toBeCloseTo(metresPerPixel, 6);
  });

  test('fills the screen exactly without a margin', () => {
    const [left, bottom, right, top] = clipRectangle(screenView(camera, 0).bounds, camera);
    for (const [got, wanted] of [
      [left, -1],
      [bottom, -1],
      [right, 1],
      [top, 1],
    ] as const)
      expect(got).toBeCloseTo(wanted, 6);
  });

  test('stays within what the engine accepts on a very large screen', () => {
    const view = screenView({ ...camera, width: 5120, height: 2880, ratio: 2 }, 0.125);
    expect(view.width).toBeLessThanOrEqual(4096);
    expect(view.width * view.height).toBeLessThanOrEqual(6e6);
  });

  test('covers the screen after a small pan but not after a large one', () => {
    const { bounds } = screenView(camera, 0.125);
    expect(contains(bounds, screenView({ ...camera, lon: camera.lon + 0.05 }, 0).bounds)).toBe(true);
    expect(contains(bounds, screenView({ ...camera, lon: camera.lon + 1 }, 0).bounds)).toBe(false);
  });
});

describe('the pixels of a view that are seen', () => {
  const view = screenView(camera, 0.125);

  test('are those within its margin, and some around them', () => {
    const [x, y, width, height] = pixelsInView(view, camera, 2);
    // One more where the last of the digits says so.
    for (const [least, got] of [
      [2, 150 - x],
      [2, 100 - y],
      [1201 + 4, width],
      [800 + 4, height],
    ] as const) {
      expect(got).toBeGreaterThanOrEqual(least);
      expect(got).toBeLessThanOrEqual(least + 2);
    }
  });

  test('end where the view ends, rows counted from the north', () => {
    const [x, y, width, height] = pixelsInView(view, { ...camera, lon: camera.lon + 0.3, lat: camera.lat + 0.1 }, 2);
    expect(x).toBeGreaterThan(150);
    expect(x + width).toBe(view.width);
    expect(y).toBe(0);
    expect(height).toBeLessThan(800);
  });

  test('are none beside it', () => {
    const [, , width] = pixelsInView(view, { ...camera, lon: camera.lon + 10 }, 2);
    expect(width).toBe(0);
  });
});

test('scale on the ground', () => {
  expect(scaleDenominator(0, 0)).toBeCloseTo(295829355, -3);
  expect(scaleDenominator(1, 60) / scaleDenominator(0, 0)).toBeCloseTo(0.25, 6);
});
