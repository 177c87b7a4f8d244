import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestBand, writeTestBand } from '../../test/band-jp2.ts';
import type { Grid } from '../core/grid.ts';
import { openFile } from '../product/byte-source.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { createRasterContext, type RasterContext } from './context.ts';
import { settleSamples } from './no-data.ts';
import { noDataShare } from './no-data-share.ts';
import { readBandOnGrid } from './read-band.ts';
import type { ReadSpeed } from './read-plan.ts';
import { sampleBand } from './sample-band.ts';

const SIDE = 1200;

/** Dark sea of DN 1 under bright cumulus; `edge` cuts the swath off along a slanted line, east of it there is nothing. */
function sea(pixelMetres: number, edge: boolean): TestBand {
  const dn = new Uint16Array(SIDE * SIDE).fill(1);
  let seed = 5;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let cloud = 0; cloud < 120; cloud++) {
    const [x, y, radius] = [random() * SIDE, random() * SIDE, 1 + random() * random() * 30];
    for (let r = Math.max(0, Math.floor(y - radius)); r < Math.min(SIDE, y + radius); r++)
      for (let c = Math.max(0, Math.floor(x - radius)); c < Math.min(SIDE, x + radius); c++)
        if ((r - y) ** 2 + (c - x) ** 2 < radius ** 2) dn[r * SIDE + c] = 4000 + random() * 9000;
  }
  if (edge) for (let r = 0; r < SIDE; r++) dn.fill(0, r * SIDE + 700 + Math.floor(r / 5), (r + 1) * SIDE);
  return { dn, width: SIDE, height: SIDE, pixelMetres };
}

/** DN of a grid whose pixels hold `k` x `k` of the band's: the mean of the valid ones, 0 where there is none. */
function exactly({ dn, width }: TestBand, k: number): Float64Array {
  const side = width / k;
  return Float64Array.from({ length: side * side }, (_, i) => {
    let sum = 0;
    let count = 0;
    for (let r = 0; r < k; r++)
      for (let c = 0; c < k; c++) {
        const value = dn[(Math.floor(i / side) * k + r) * width + (i % side) * k + c]!;
        sum += value;
        if (value > 0) count++;
      }
    return count > 0 ? sum / count : 0;
  });
}

const BANDS = { 'open sea': false, 'the edge of a swath': true } as const;
type Scene = keyof typeof BANDS;
const bands = new Map<string, { readonly band: TestBand; readonly file: RasterFile }>();
let context: RasterContext;
let folder: string;

beforeAll(async () => {
  context = createRasterContext({ threads: 2 });
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-no-data-'));
  for (const [scene, edge] of Object.entries(BANDS))
    for (const pixelMetres of [10, 20, 60] as const) {
      const band = sea(pixelMetres, edge);
      const path = join(folder, `${edge}-${pixelMetres}.jp2`);
      await writeTestBand(path, band, pixelMetres);
      const file = { name: path, path, pixelMetres, format: 'jp2', index: 0, open: () => openFile(path) } as const;
      bands.set(`${scene} ${pixelMetres}`, { band, file });
    }
});
afterAll(async () => {
  await context.close();
  rmSync(folder, { recursive: true });
});

function gridOf(fileMetres: number, pixelMetres: number): Grid {
  const side = (SIDE * fileMetres) / pixelMetres;
  return { epsg: 32633, originX: 300000, originY: 5000040, pixelMetres, width: side, height: side };
}

function productOf(fileMetres: number, file?: RasterFile): Product {
  const grids = Object.fromEntries([10, 20, 60].map((metres) => [metres, gridOf(fileMetres, metres)]));
  const rest = file ? { bands: { B04: [file] }, offsets: {}, quantification: 10000 } : {};
  return { id: 'test', path: 'test', grids, ...rest } as unknown as Product;
}

/** Pixels that are missing although they hold data, and that have a value although they hold none. */
function mistakes(dn: Uint16Array, truth: ArrayLike<number>) {
  let lost = 0;
  let invented = 0;
  for (let i = 0; i < dn.length; i++) {
    if (dn[i] === 0 && truth[i] !== 0) lost++;
    if (dn[i] !== 0 && truth[i] === 0) invented++;
  }
  return { lost, invented };
}

const SPEEDS: readonly ReadSpeed[] = ['quality', 'preview', 'draft'];
const CASES = (Object.keys(BANDS) as Scene[]).flatMap((scene) =>
  SPEEDS.flatMap((speed) =>
    ([10, 20, 60] as const).flatMap((file) =>
      ([10, 20, 60] as const).filter((grid) => grid >= file).map((grid) => [scene, file, grid, speed] as const),
    ),
  ),
);

describe('no-data is what the file says at full resolution', () => {
  it.each(CASES)('%s: %i m on %i m, %s', async (scene, fileMetres, gridMetres, speed) => {
    const { band, file } = bands.get(`${scene} ${fileMetres}`)!;
    const grid = gridOf(fileMetres, gridMetres);
    const truth = exactly(band, gridMetres / fileMetres);
    const whole = { column: 0, row: 0, width: grid.width, height: grid.height };
    const { dn } = await readBandOnGrid(
      { product: productOf(fileMetres), files: [file], grid, window: whole },
      context,
      { speed },
    );
    expect(mistakes(dn, truth)).toEqual({ lost: 0, invented: 0 });
    const part = { column: 37, row: 20, width: 151, height: 130 };
    const window = await readBandOnGrid(
      { product: productOf(fileMetres), files: [file], grid, window: part },
      context,
      { speed },
    );
    const same = window.dn.every((value, i) => {
      const at = (part.row + Math.floor(i / part.width)) * grid.width + part.column + (i % part.width);
      return (value === 0) === (truth[at] === 0);
    });
    expect(same).toBe(true);
  });

  it.each([1, 2, 3, 4].flatMap((reduce) => [[reduce, 'a mask', false] as const, [reduce, 'a picture', true] as const]))(
    'samples after %i halvings, for %s: those whose pixels are all 0',
    async (reduce, _, isPicture) => {
      for (const scene of Object.keys(BANDS)) {
        const { band, file } = bands.get(`${scene} 10`)!;
        const source = await context.open(file);
        const step = 2 ** reduce;
        const { width, height } = source.sizeAt(reduce);
        const dn = await source.readWindow({ column: 0, row: 0, width, height }, { reduce });
        await settleSamples(source, { dn, column: 0, row: 0, width, height }, reduce, { isPicture });
        const truth = new Uint8Array(dn.length);
        for (let r = 0; r < SIDE; r++)
          for (let c = 0; c < SIDE; c++) {
            const [x, y] = [Math.floor((c + step / 2) / step), Math.floor((r + step / 2) / step)];
            if (x < width && y < height && band.dn[r * SIDE + c] !== 0) truth[y * width + x] = 1;
          }
        expect(mistakes(dn, truth)).toEqual({ lost: 0, invented: 0 });
      }
    },
  );

  it('a part of a picture shows what the whole one does', async () => {
    const source = await context.open(bands.get('the edge of a swath 10')!.file);
    for (const reduce of [2, 3]) {
      const settled = async (window: { column: number; row: number; width: number; height: number }) => {
        const dn = await source.readWindow(window, { reduce });
        await settleSamples(source, { dn, ...window }, reduce, { isPicture: true });
        return dn;
      };
      const size = source.sizeAt(reduce);
      const whole = await settled({ column: 0, row: 0, ...size });
      const rim = 5;
      for (const column of [150, 163, 170, 181].map((at) => Math.floor((at * 4) / 2 ** reduce))) {
        const part = await settled({ column, row: 20, width: 60, height: 80 });
        for (let r = rim; r < 80 - rim; r++)
          for (let c = rim; c < 60 - rim; c++)
            if (column + c + rim < size.width)
              expect(part[r * 60 + c] === 0).toBe(whole[(20 + r) * size.width + column + c] === 0);
      }
    }
  });

  it('a picture looks at full resolution where a swath ends, not beside every cloud', async () => {
    for (const [scene, most] of [
      ['open sea', 0.5],
      ['the edge of a swath', 0.7],
    ] as const) {
      const source = await context.open(bands.get(`${scene} 60`)!.file);
      const { width, height } = source.sizeAt(2);
      const looked = { mask: 0, picture: 0 };
      for (const use of ['mask', 'picture'] as const) {
        const counting = {
          ...source,
          exact: {
            ...source.exact!,
            readAreas: (...args: Parameters<NonNullable<typeof source.exact>['readAreas']>) => {
              looked[use] += args[1].reduce((sum, area) => sum + area.width * area.height, 0);
              return source.exact!.readAreas(...args);
            },
          },
        };
        const dn = await source.readWindow({ column: 0, row: 0, width, height }, { reduce: 2 });
        await settleSamples(counting, { dn, column: 0, row: 0, width, height }, 2, { isPicture: use === 'picture' });
      }
      expect(looked.picture).toBeLessThan(most * looked.mask);
    }
  });

  it('values beside no-data are means of what is valid', async () => {
    const { band, file } = bands.get('the edge of a swath 10')!;
    const grid = gridOf(10, 60);
    const whole = { column: 0, row: 0, width: grid.width, height: grid.height };
    const { dn } = await readBandOnGrid({ product: productOf(10), files: [file], grid, window: whole }, context, {
      speed: 'draft',
    });
    const truth = exactly(band, 6);
    for (let row = 0; row < grid.height; row++) {
      const last = dn.indexOf(0, row * grid.width) - 1;
      expect(Math.abs(dn[last]! - truth[last]!), `row ${row}`).toBeLessThanOrEqual(0.5);
    }
  });

  it.each([0.5, 1, 2, 5, 12])('pictures of a scale of %d', async (scale) => {
    const { band, file } = bands.get('open sea 10')!;
    const source = await context.open(file);
    const side = Math.floor(SIDE / scale);
    const at = (i: number) => (i + 0.5) * scale;
    const columns = Float32Array.from({ length: side * side }, (_, i) => at(i % side));
    const rows = Float32Array.from({ length: side * side }, (_, i) => at(Math.floor(i / side)));
    const reduce = Math.max(0, Math.floor(Math.log2(scale * 1.3)));
    const warp = { width: side, height: side, columns, rows, scale };
    const dn = await sampleBand(source, gridOf(10, 10), warp, reduce);
    expect(band.dn.includes(0)).toBe(false);
    expect(dn.includes(0)).toBe(false);
  });

  it('its share, which counts every pixel', async () => {
    const open = bands.get('open sea 10')!;
    const counted = { band: 'B04', pixelMetres: 10 };
    expect(await noDataShare(productOf(10, open.file), context)).toEqual({ ...counted, share: 0 });
    const edge = bands.get('the edge of a swath 10')!;
    const share = edge.band.dn.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0) / edge.band.dn.length;
    expect(await noDataShare(productOf(10, edge.file), context)).toEqual({ ...counted, share });
  });
});
