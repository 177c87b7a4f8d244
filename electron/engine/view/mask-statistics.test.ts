import proj4 from 'proj4';
import { expect, it } from 'vitest';
import { MISSING } from '../core/classes.ts';
import { utmDefinition } from '../core/utm.ts';
import { restrictToBounds } from './mask-statistics.ts';

const grid = { epsg: 32633, originX: 399960, originY: 5800020, pixelMetres: 60, width: 700, height: 600 };
const codes = Uint8Array.from({ length: grid.width * grid.height }, (_, i) => 1 + ((i * 7919) % 4));
const part = { grid, raster: { ...grid, codes }, fraction: 1, exact: true };
const toMercator = proj4(utmDefinition(grid.epsg), 'EPSG:3857');

/** Pixels whose centres lie in bounds, one by one. */
function inBounds([west, south, east, north]: readonly [number, number, number, number]): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < codes.length; i++) {
    const [x, y] = toMercator.forward([
      grid.originX + ((i % grid.width) + 0.5) * grid.pixelMetres,
      grid.originY - (Math.floor(i / grid.width) + 0.5) * grid.pixelMetres,
    ]) as [number, number];
    if (x >= west && x < east && y >= south && y < north) counts[codes[i]!]!++;
  }
  return counts;
}

const [x, y] = toMercator.forward([420000, 5780000]) as [number, number];

it.each([
  ['inside of the scene', [x - 12_000, y - 9_000, x + 12_345, y + 9_876]],
  ['over its edge', [x - 60_000, y - 4_000, x + 3_000, y + 60_000]],
  ['a few pixels', [x, y, x + 700, y + 400]],
  ['around it', [x - 200_000, y - 200_000, x + 200_000, y + 200_000]],
  ['the whole world', [-20_037_508, -20_037_508, 20_037_508, 20_037_508]],
] as const)('counts exactly the pixels in a view: %s', (_name, bounds) => {
  const { raster, outsidePixels } = restrictToBounds(part, bounds);
  const found = [0, 0, 0, 0, 0];
  let missing = 0;
  for (const code of raster.codes) {
    if (code === MISSING) missing++;
    else found[code]!++;
  }
  expect(missing).toBe(outsidePixels);
  expect(found).toEqual(inBounds(bounds));
});

it('says where the scene is not in view', () => {
  expect(() => restrictToBounds(part, [0, 0, 1000, 1000])).toThrow('not in view');
});
