import { describe, expect, it } from 'vitest';
import { boundsOfRings, ringGeometry } from './lonlat-ring.ts';

/** A closed square, its first corner in the south-west. */
const square = (west: number, east: number, south = 50, north = 51) =>
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ] as const;

describe('the bounding box of rings', () => {
  it('is that of their coordinates away from the date line', () => {
    expect(boundsOfRings([square(13, 14)])).toEqual([13, 50, 14, 51]);
    expect(boundsOfRings([square(-5, -4), square(13, 14, -3, 2)])).toEqual([-5, -3, 14, 51]);
    expect(boundsOfRings([square(-180, 180)])).toEqual([-180, 50, 180, 51]);
    expect(boundsOfRings([square(179, 180)])).toEqual([179, 50, 180, 51]);
    expect(boundsOfRings([square(-180, -179)])).toEqual([-180, 50, -179, 51]);
  });

  it('has its west east of its east over the date line, however it is written', () => {
    for (const ring of [square(179.5, -179.75), square(179.5, 180.25), square(-180.5, -179.75)])
      expect(boundsOfRings([ring])).toEqual([179.5, 50, -179.75, 51]);
    expect(boundsOfRings([square(178, 179), square(-179, -178)])).toEqual([178, 50, -178, 51]);
    expect(boundsOfRings([square(-179, -178), square(178, 179)])).toEqual([178, 50, -178, 51]);
  });

  it('is the whole turn where rings lie all around', () => {
    const around = [square(-170, -160), square(-60, -50), square(60, 70), square(160, 175)];
    expect(boundsOfRings(around)).toEqual([60, 50, -50, 51]);
    expect(boundsOfRings([square(0, 10), square(100, 240), square(-175, -100)])).toEqual([-180, 50, 180, 51]);
  });
});

describe('the geometry of a ring', () => {
  it('is the ring as it is where it does not go over the date line', () => {
    for (const ring of [square(13, 14), square(179, 180), square(-180, -179), square(-180, 180)])
      expect(ringGeometry(ring)).toEqual({ type: 'Polygon', coordinates: [ring] });
  });

  it('is cut in two there', () => {
    for (const ring of [square(179.5, -179.75), square(179.5, 180.25), square(-180.5, -179.75)]) {
      const { type, coordinates } = ringGeometry(ring);
      expect([type, coordinates.length]).toEqual(['MultiPolygon', 2]);
      const boxes = coordinates.map((rings) => boundsOfRings(rings as never));
      expect(boxes).toEqual([
        [179.5, 50, 180, 51],
        [-180, 50, -179.75, 51],
      ]);
      for (const [part] of coordinates as (readonly (readonly [number, number])[])[][])
        expect(part!.at(-1)).toEqual(part![0]);
    }
  });
});
