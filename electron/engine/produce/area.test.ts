import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import proj4 from 'proj4';
import { afterAll, describe, expect, it } from 'vitest';
import { CLEAR, MISSING } from '../core/classes.ts';
import type { Grid } from '../core/grid.ts';
import { wholeWindow } from '../core/grid.ts';
import { utmDefinition } from '../core/utm.ts';
import { clipToPolygons, type Polygons, pixelsOfPolygons, polygonsToPixels, windowOfPolygons } from './area.ts';
import { withLongEdgesHalved } from './area-lonlat.ts';

const grid = { epsg: 32629, originX: 499980, originY: 6000000, pixelMetres: 60, width: 100, height: 80 };
const folder = mkdtempSync(join(tmpdir(), 'area-'));
afterAll(() => rmSync(folder, { recursive: true }));

const square = (a: number, b: number) =>
  [
    [a, a],
    [b, a],
    [b, b],
    [a, b],
    [a, a],
  ] as const;

/** Pixels (column + row * width) that the polygons keep. */
function kept(polygons: Polygons, width: number, height: number): Uint8Array {
  const codes = new Uint8Array(width * height).fill(CLEAR);
  clipToPolygons(codes, { column: 0, row: 0, width, height }, polygons);
  return codes.map((code) => (code === MISSING ? 0 : 1));
}

const count = (codes: Uint8Array) => codes.reduce((sum, code) => sum + code, 0);

/** Polygons in pixels of a grid as lon/lat. */
function toLonLat(polygons: Polygons, on: Grid): Polygons {
  const project = proj4(utmDefinition(on.epsg ?? 0));
  return polygons.map((rings) =>
    rings.map((ring) =>
      ring.map(([column, row]) => {
        const [lon, lat] = project.inverse([
          on.originX + column * on.pixelMetres,
          on.originY - row * on.pixelMetres,
        ]) as [number, number];
        return [lon, lat] as const;
      }),
    ),
  );
}

/** What gdal_rasterize makes of the same polygons, one feature each, in the grid's own system. */
function byGdal(polygons: Polygons, on: Grid): Uint8Array {
  const features = polygons.map((rings) => ({
    type: 'Feature',
    properties: {},
    geometry: {
      type: 'Polygon',
      coordinates: rings.map((ring) =>
        ring.map(([column, row]) => [on.originX + column * on.pixelMetres, on.originY - row * on.pixelMetres]),
      ),
    },
  }));
  const crs = { type: 'name', properties: { name: `EPSG:${on.epsg}` } };
  writeFileSync(join(folder, 'area.geojson'), JSON.stringify({ type: 'FeatureCollection', crs, features }));
  const extent = [
    on.originX,
    on.originY - on.height * on.pixelMetres,
    on.originX + on.width * on.pixelMetres,
    on.originY,
  ];
  const options = ['-q', '-burn', '1', '-ot', 'Byte', '-of', 'ENVI', '-te', ...extent.map(String), '-tr', '60', '60'];
  execFileSync('gdal_rasterize', [...options, 'area.geojson', 'area.img'], { cwd: folder });
  return new Uint8Array(readFileSync(join(folder, 'area.img')));
}

describe('area of interest', () => {
  it('projects lon/lat to pixels: the central meridian is easting 500 000', () => {
    const ring = [
      [-9, 54.1],
      [-8.9, 54.1],
      [-9, 54.2],
    ] as const;
    const point = polygonsToPixels([[ring]], grid)[0]?.[0]?.[0] as readonly [number, number];
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
    expect(windowOfPolygons([[ring]], grid)).toEqual({ column: 0, row: 2, width: 8, height: 8 });
    expect(windowOfPolygons([[ring.map(([x, y]) => [x - 50, y] as const)]], grid)).toBeNull();
    expect(windowOfPolygons([], grid)).toBeNull();
  });

  it('keeps the pixels whose centre is inside, also around a hole', () => {
    const codes = kept([[square(1.4, 8.6), square(4, 6)]], 10, 10);
    expect(count(codes)).toBe(8 * 8 - 2 * 2);
    expect(codes[5 * 10 + 5]).toBe(0);
  });

  it('unites polygons that overlap, and takes one that comes twice once', () => {
    expect(count(kept([[square(0, 20)], [square(10, 30)]], 40, 40))).toBe(700);
    expect(count(kept([[square(0, 20)], [square(0, 20)]], 40, 40))).toBe(400);
    expect(count(kept([[square(0, 20), square(5, 15)], [square(8, 12)]], 40, 40))).toBe(400 - 100 + 16);
  });

  it('tells an area between pixel centres', () => {
    expect(pixelsOfPolygons(wholeWindow(grid), [[square(3.6, 4.4)]])).toBeNull();
    const window = { column: 3, row: 3, width: 1, height: 1 };
    expect(pixelsOfPolygons(wholeWindow(grid), [[square(3.6, 4.4)], [square(3.4, 3.6)]])).toEqual(window);
  });

  it('equals gdal_rasterize for overlapping, concave, holed and self-intersecting polygons', () => {
    const star = (x: number, y: number, radius: number, points: number, step: number) =>
      Array.from({ length: points + 1 }, (_, i) => {
        const angle = (2 * Math.PI * step * i) / points + 0.1234;
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
      });
    const polygons = [
      [star(30.3, 30.1, 25.7, 7, 3)],
      [star(50.2, 40.7, 30.3, 40, 1), star(52.3, 41.1, 11.9, 9, 1)],
      [star(80.9, 20.2, 18.4, 5, 2)],
      [star(-3.3, 70.7, 20.1, 11, 1)],
    ];
    const expected = byGdal(polygons, grid);
    expect(count(expected)).toBeGreaterThan(3000);
    expect(kept(polygonsToPixels(toLonLat(polygons, grid), grid), grid.width, grid.height)).toEqual(expected);
  });

  it('takes 150,000 vertices, and does so quickly', () => {
    const ring = Array.from({ length: 150_001 }, (_, i) => {
      const angle = (2 * Math.PI * (i % 150_000)) / 150_000;
      const radius = 2000 + 60 * Math.sin(angle * 9001);
      return [2500 + radius * Math.cos(angle), 2500 + radius * Math.sin(angle)] as const;
    });
    const big = { ...grid, width: 5490, height: 5490, pixelMetres: 20 };
    const pixels = polygonsToPixels(toLonLat([[ring]], big), big);
    expect(windowOfPolygons(pixels, big)).toMatchObject({ column: 440, width: 4120 });
    const share = count(kept(pixels, big.width, big.height)) / (Math.PI * 2000 ** 2);
    expect(share).toBeCloseTo(1, 2);
  });

  it('is continued over the date line, from either side', () => {
    const west = { epsg: 32660, originX: 700020, originY: 5000040, pixelMetres: 60, width: 600, height: 400 };
    const east = { epsg: 32601, originX: 250020, originY: 5000040, pixelMetres: 60, width: 600, height: 400 };
    const over = [
      [179.5, 43],
      [-179.5, 43],
      [-179.5, 47],
      [179.5, 47],
      [179.5, 43],
    ] as const;
    const runsOn = over.map(([lon, lat]) => [lon < 0 ? lon + 360 : lon, lat] as const);
    const runsBack = over.map(([lon, lat]) => [lon > 0 ? lon - 360 : lon, lat] as const);
    const parts = [
      [over.map(([lon, lat]) => [lon < 0 ? 180 : lon, lat] as const)],
      [over.map(([lon, lat]) => [lon > 0 ? -180 : lon, lat] as const)],
    ];
    for (const on of [west, east]) {
      const want = count(kept(polygonsToPixels(parts, on), on.width, on.height));
      expect(want).toBeGreaterThan(10_000);
      for (const ring of [over, runsOn, runsBack]) {
        const found = count(kept(polygonsToPixels([[ring]], on), on.width, on.height));
        // The two halves share an edge on which centres of pixels hardly ever lie.
        expect(Math.abs(found - want), `${on.epsg}`).toBeLessThanOrEqual(2);
      }
    }
  });

  it('cuts what reaches around the world to what is near', () => {
    const world = [
      [-180, -90],
      [180, -90],
      [180, 90],
      [-180, 90],
      [-180, -90],
    ] as const;
    expect(count(kept(polygonsToPixels([[world]], grid), grid.width, grid.height))).toBe(grid.width * grid.height);
    const dateLine = { epsg: 32601, originX: 199980, originY: 5000040, pixelMetres: 60, width: 100, height: 80 };
    expect(count(kept(polygonsToPixels([[world]], dateLine), 100, 80))).toBe(100 * 80);
  });
});

describe('an area with edges over half the globe', () => {
  const wide = [
    [-100, -60],
    [100, -60],
    [100, 60],
    [-100, 60],
    [-100, -60],
  ] as const;
  const pixels = (ring: Polygons[number][number]) =>
    count(kept(polygonsToPixels([[ring]], grid), grid.width, grid.height));

  it('is taken the short way round, and as drawn once its edges have points', () => {
    expect(pixels(wide)).toBe(0);
    expect(pixels(withLongEdgesHalved(wide))).toBe(grid.width * grid.height);
    const ordinary = wide.map(([lon, lat]) => [lon / 2, lat] as const);
    expect(withLongEdgesHalved(ordinary)).toEqual(ordinary);
  });
});
