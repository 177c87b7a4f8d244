import { expect, it } from 'vitest';
import type { Chip } from './chips.ts';
import { extentOf } from './extent.ts';

/** A chip of 10 km in UTM zone 60 or 1, so many metres from its central meridian. */
const chipAt = (epsg: number, originX: number): Chip =>
  ({
    product: { sensingTime: '2024-05-06T10:15:00Z' },
    productGrid: { epsg, originX, originY: 8_060_000, pixelMetres: 10, width: 1000, height: 1000 },
    window: { column: 0, row: 0, width: 1000, height: 1000 },
  }) as unknown as Chip;

it('lays the short way around chips on both sides of the date line', () => {
  const { hull, months } = extentOf([chipAt(32760, 800_000), chipAt(32701, 200_000)]);
  expect(months).toEqual([5, 5]);
  const [east, west] = [hull!.filter(([lon]) => lon > 0), hull!.filter(([lon]) => lon < 0)];
  expect(Math.min(...east.map(([lon]) => lon))).toBeGreaterThan(179);
  expect(Math.max(...west.map(([lon]) => lon))).toBeLessThan(-179);
  expect(hull!.every(([lon]) => Math.abs(lon) <= 180)).toBe(true);
  // A chip alone has its four corners.
  expect(extentOf([chipAt(32760, 500_000)]).hull).toHaveLength(5);
});
