import { expect, it } from 'vitest';
import { boxAround, isOverDateLine, onGlobe, together } from './globe.ts';

it('keeps places as they are that lie on one side of the date line', () => {
  const europe = [
    [-9, 50],
    [14, 60],
  ] as const;
  expect(together(europe)).toBe(europe);
  expect(boxAround(europe)).toEqual([-9, 50, 14, 60]);
  expect(isOverDateLine(boxAround(europe)!)).toBe(false);
  expect(boxAround([])).toBeNull();
});

it('keeps places in the west, which a turn of 360 makes narrower by rounding alone', () => {
  const ireland = [
    [-8.682247, 52.515119],
    [-8.656238, 52.372438],
    [-8.422159, 52.388314],
    [-8.422159, 52.515119],
    [-8.682247, 52.515119],
  ] as const;
  expect(360 - 8.422159 - (360 - 8.682247)).toBeLessThan(8.682247 - 8.422159);
  expect(together(ireland)).toBe(ireland);
  expect(boxAround(ireland)).toEqual([-8.682247, 52.372438, -8.422159, 52.515119]);
});

it('goes on beyond 180 over the date line', () => {
  const over = [
    [179.5, 65],
    [-179.5, 65],
    [-179.25, 66],
    [179.75, 66],
  ] as const;
  expect(boxAround(over)).toEqual([179.5, 65, 180.75, 66]);
  expect(isOverDateLine(boxAround(over)!)).toBe(true);
});

it('gives longitudes to the engine from -180 to 180', () => {
  expect([13, 180, -180, 180.5, -180.5, 359].map(onGlobe)).toEqual([13, 180, -180, -179.5, 179.5, -1]);
});
