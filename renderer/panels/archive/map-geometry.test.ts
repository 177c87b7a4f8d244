import { describe, expect, it } from 'vitest';
import { fittingView, gridLines, moved, type Position, toPixel, unwrapped, zoomed } from './map-geometry.ts';

const SIZE = { width: 400, height: 300 };
const square = (west: number, south: number): readonly Position[] => [
  [west, south + 1],
  [west + 1, south + 1],
  [west + 1, south],
  [west, south],
];

describe('the map of a run', () => {
  it('shows every ring within its edges, whatever they span', () => {
    for (const rings of [[square(12, 50)], [square(-20, -30), square(60, 65)], [square(5, 50), square(5.5, 51)]]) {
      const view = fittingView(rings, SIZE);
      for (const position of rings.flat()) {
        const [x, y] = toPixel(position, view, SIZE);
        expect(x >= 20 && x <= 380 && y >= 20 && y <= 280).toBe(true);
      }
    }
  });

  it('has as many pixels to a kilometre east as north at its middle', () => {
    const view = fittingView([square(10, 59)], SIZE);
    const [[west], [east]] = [toPixel([10, 59.5], view, SIZE), toPixel([11, 59.5], view, SIZE)];
    const [[, north], [, south]] = [toPixel([10, 60], view, SIZE), toPixel([10, 59], view, SIZE)];
    expect((east - west) / (south - north)).toBeCloseTo(Math.cos((59.5 * Math.PI) / 180), 6);
  });

  it('keeps both sides of the date line together, and a world as it is', () => {
    const fiji = [square(178, -18), square(-180, -17)];
    expect(
      unwrapped(fiji)
        .flat()
        .map(([lon]) => lon),
    ).toEqual([178, 179, 179, 178, 180, 181, 181, 180]);
    const world = [square(-120, 40), square(10, 50), square(140, 35)];
    expect(unwrapped(world)).toBe(world);
  });

  it('zooms about the pointer', () => {
    const view = fittingView([square(12, 50)], SIZE);
    const place: Position = [12.2, 50.8];
    const at = toPixel(place, view, SIZE);
    const [x, y] = toPixel(place, zoomed(view, 2, at, SIZE), SIZE);
    expect([x, y]).toEqual([expect.closeTo(at[0], 6), expect.closeTo(at[1], 6)]);
  });

  it('moves with the pointer', () => {
    const view = fittingView([square(12, 50)], SIZE);
    const [x, y] = toPixel([12, 50], view, SIZE);
    expect(toPixel([12, 50], moved(view, 30, -10), SIZE)).toEqual([
      expect.closeTo(x + 30, 6),
      expect.closeTo(y - 10, 6),
    ]);
  });

  it('draws lines at round degrees, named by their side', () => {
    const view = { lon: 0, lat: 0, scale: 80, squeeze: 1 };
    const { meridians, parallels } = gridLines(view, SIZE);
    expect(meridians.map(({ text }) => text)).toEqual(['2° W', '1° W', '0°', '1° E', '2° E']);
    expect(parallels.map(({ text }) => text)).toEqual(['1° S', '0°', '1° N']);
    expect(gridLines({ ...view, lon: 181 }, SIZE).meridians.map(({ text }) => text)).toContain('179° W');
  });
});
