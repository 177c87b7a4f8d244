import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import proj4 from 'proj4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grid } from '../core/grid.ts';
import { utmDefinition } from '../core/utm.ts';
import { mercatorToUtm, sampleClasses, tileView, viewMetresOn, warpView } from './warp.ts';

/** Tiles of real products: Ireland, Peru (south), Svalbard (polar), Fiji (zone 1, at the date line). */
const grids: Record<string, Grid> = {
  T29UNU: { epsg: 32629, originX: 499980, originY: 5900040, pixelMetres: 10, width: 10980, height: 10980 },
  T18LTM: { epsg: 32718, originX: 199980, originY: 9100000, pixelMetres: 10, width: 10980, height: 10980 },
  T33XWJ: { epsg: 32633, originX: 499980, originY: 8900040, pixelMetres: 10, width: 10980, height: 10980 },
  T01LAC: { epsg: 32701, originX: 99960, originY: 8200000, pixelMetres: 10, width: 10980, height: 10980 },
};

/** Web Mercator metres of a point of a grid, by pixels from its corner. */
function mercatorOf(grid: Grid, column: number, row: number): [number, number] {
  const x = grid.originX + column * grid.pixelMetres;
  const y = grid.originY - row * grid.pixelMetres;
  return proj4(utmDefinition(grid.epsg!), 'EPSG:3857', [x, y]) as [number, number];
}

/** The XYZ tile at zoom z that holds the middle of a grid. */
function middleTile(grid: Grid, z: number): [number, number, number] {
  const [x, y] = mercatorOf(grid, grid.width / 2, grid.height / 2);
  const half = Math.PI * 6378137;
  const span = (2 * half) / 2 ** z;
  return [z, Math.floor((x + half) / span), Math.floor((half - y) / span)];
}

describe('warpView', () => {
  it.each(Object.keys(grids).flatMap((name) => [5, 7, 9, 11, 13, 15].map((z) => [name, z] as const)))(
    '%s at zoom %i is within a tenth of a pixel of exact projection',
    (name, z) => {
      const grid = grids[name]!;
      const view = tileView(...middleTile(grid, z));
      const warp = warpView(view, grid);
      const project = mercatorToUtm(grid.epsg!);
      const [west, , east, north] = view.bounds;
      const pixel = (east - west) / view.width;
      let worst = 0;
      let compared = 0;
      for (let row = 0; row < 256; row += 5) {
        for (let column = 0; column < 256; column += 5) {
          const [x, y] = project(west + (column + 0.5) * pixel, north - (row + 0.5) * pixel);
          const exactColumn = (x - grid.originX) / 10;
          const exactRow = (grid.originY - y) / 10;
          const inside = exactColumn > -5000 && exactRow > -5000 && exactColumn < 16000 && exactRow < 16000;
          if (!inside) continue;
          const i = row * 256 + column;
          worst = Math.max(worst, Math.hypot(warp.columns[i]! - exactColumn, warp.rows[i]! - exactRow));
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(0);
      expect(worst).toBeLessThan(0.1 * Math.max(1, warp.scale));
    },
  );

  it('places nothing on the other side of the world', () => {
    const warp = warpView(tileView(3, 7, 3), grids.T29UNU!);
    expect(warp.columns.every(Number.isNaN)).toBe(true);
  });

  it('refuses a grid without a coordinate system', () => {
    expect(() => warpView(tileView(3, 1, 1), { ...grids.T29UNU!, epsg: null })).toThrow('coordinate system');
  });
});

describe('viewMetresOn', () => {
  it.each(Object.keys(grids).flatMap((name) => [7, 9, 13].map((z) => [name, z] as const)))(
    '%s at zoom %i: the same for every tile, as the warp has it in the middle',
    (name, z) => {
      const grid = grids[name]!;
      const [zoom, column, row] = middleTile(grid, z);
      const metres = viewMetresOn(tileView(zoom, column, row), grid);
      const { scale } = warpView({ ...middleView(grid, tileView(zoom, column, row)), width: 64, height: 64 }, grid);
      expect(Math.abs(metres / (scale * grid.pixelMetres) - 1)).toBeLessThan(0.02);
      expect(viewMetresOn(tileView(zoom, column, row + 1), grid)).toBe(metres);
    },
  );
});

/** 64 pixels of the size that a view has, about the middle of a grid. */
function middleView(grid: Grid, { bounds: [west, , east], width }: ReturnType<typeof tileView>) {
  const [x, y] = mercatorOf(grid, grid.width / 2, grid.height / 2);
  const half = (32 * (east - west)) / width;
  return { bounds: [x - half, y - half, x + half, y + half] as const };
}

describe('sampleClasses', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nephoscope-warp-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives the pixels that gdalwarp gives', () => {
    const grid: Grid = { ...grids.T29UNU!, pixelMetres: 60, width: 200, height: 150 };
    const pgm = join(folder, 'classes.pgm');
    const codes = Uint8Array.from(
      { length: 200 * 150 },
      (_, i) => 1 + (((i % 200) * 7 + Math.floor(i / 200) * 13) % 5),
    );
    writeFileSync(pgm, Buffer.concat([Buffer.from('P5\n200 150\n255\n'), codes]));
    const [west, north] = mercatorOf(grid, 10, 10);
    const [east, south] = mercatorOf(grid, 220, 140);
    const bounds = [west, south, east, north] as const;
    const placed = join(folder, 'placed.tif');
    const corners = [grid.originX, grid.originY, grid.originX + 200 * 60, grid.originY - 150 * 60].map(String);
    execFileSync('gdal_translate', ['-q', '-a_srs', 'EPSG:32629', '-a_ullr', ...corners, pgm, placed]);
    const warped = join(folder, 'warped.tif');
    execFileSync('gdalwarp', [
      '-q',
      '-t_srs',
      'EPSG:3857',
      '-te',
      ...bounds.map(String),
      '-ts',
      '300',
      '280',
      '-et',
      '0',
      placed,
      warped,
    ]);
    const raw = join(folder, 'warped.bin');
    execFileSync('gdal_translate', ['-q', '-of', 'ENVI', warped, raw]);
    const truth = readFileSync(raw);
    const ours = sampleClasses(codes, grid, warpView({ bounds, width: 300, height: 280 }, grid));
    const different = ours.reduce((sum, code, i) => sum + (code === truth[i] ? 0 : 1), 0);
    const drawn = truth.reduce((sum, code) => sum + (code > 0 ? 1 : 0), 0);
    expect(drawn).toBeGreaterThan(20_000);
    expect(different).toBeLessThan(drawn * 0.002);
  });
});
