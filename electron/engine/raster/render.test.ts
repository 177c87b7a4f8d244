import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { openFile } from '../product/byte-source.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { createRasterContext, type RasterContext } from './context.ts';
import { type RenderStyle, renderView } from './render.ts';
import { bandStatistics } from './statistics.ts';
import { tileView } from './warp.ts';

const GREY: RenderStyle = { channels: [{ band: 'B02', min: 0, max: 0.5 }], gamma: 1 };
const TRUE_COLOUR: RenderStyle = {
  channels: [
    { band: 'B04', min: 0, max: 0.4 },
    { band: 'B03', min: 0, max: 0.4 },
    { band: 'B02', min: 0, max: 0.4 },
  ],
  gamma: 1.2,
};

describe.skipIf(!haveSharedData())('renderView', () => {
  let product: Product;
  let context: RasterContext;
  let folder: string;
  let tiff: string;
  beforeAll(async () => {
    product = await openProduct(T29UNU);
    context = createRasterContext({ threads: 2 });
    folder = mkdtempSync(join(tmpdir(), 'nephoscope-render-'));
    tiff = join(folder, 'b02.tif');
    const path = join(T29UNU, product.bands.B02![0]!.path);
    execFileSync('gdal_translate', ['-q', '-a_nodata', '0', path, tiff]);
  });
  afterAll(async () => {
    await context.release(product);
    await context.close();
    await product.close();
    rmSync(folder, { recursive: true });
  });

  /** B02 warped by GDAL, as the grey values and alpha that GREY should give. */
  function truthOf(view: ReturnType<typeof tileView>, method: string) {
    const warped = join(folder, 'warped.tif');
    const raw = join(folder, 'warped.bin');
    const size = [String(view.width), String(view.height)];
    const options = ['-te', ...view.bounds.map(String), '-ts', ...size, '-r', method, '-et', '0', '-overwrite'];
    execFileSync('gdalwarp', ['-q', '-t_srs', 'EPSG:3857', ...options, tiff, warped]);
    execFileSync('gdal_translate', ['-q', '-of', 'ENVI', warped, raw]);
    const dn = new Uint16Array(new Uint8Array(readFileSync(raw)).buffer);
    const grey = Array.from(dn, (value) => Math.round(255 * Math.min(1, Math.max(0, (value - 1000) / 10000 / 0.5))));
    return { dn, grey };
  }

  it('shows the nearest pixels where it magnifies, as gdalwarp does', async () => {
    const view = tileView(12, 1946, 1343);
    const rgba = await renderView(product, view, GREY, context);
    const { dn, grey } = truthOf(view, 'near');
    let different = 0;
    for (let i = 0; i < dn.length; i++) {
      const alpha = dn[i] === 0 ? 0 : 255;
      if (rgba[4 * i + 3] !== alpha || (alpha > 0 && rgba[4 * i] !== grey[i])) different++;
    }
    expect(dn.filter((value) => value > 0).length).toBeGreaterThan(60_000);
    expect(different).toBeLessThan(dn.length * 0.003);
  });

  it.each([
    [10, 486, 335],
    [9, 243, 167],
    [8, 121, 83],
    [7, 60, 41],
  ])('shows means where it minifies, close to those of gdalwarp: zoom %i', async (z, x, y) => {
    const view = tileView(z, x, y);
    const rgba = await renderView(product, view, GREY, context);
    const { dn, grey } = truthOf(view, 'average');
    let difference = 0;
    let both = 0;
    let onlyOne = 0;
    for (let i = 0; i < dn.length; i++) {
      if (dn[i] !== 0 && rgba[4 * i + 3] !== 0) {
        difference += Math.abs(rgba[4 * i]! - grey[i]!);
        both++;
      } else if (dn[i] !== 0 || rgba[4 * i + 3] !== 0) onlyOne++;
    }
    if (process.env.VERBOSE) console.log(JSON.stringify({ z, both, onlyOne, difference: difference / both }));
    expect(both).toBeGreaterThan(2000);
    // At zoom 7 samples of 960 m stand for pixels of 740 m.
    expect(difference / both).toBeLessThan(5);
    expect(onlyOne).toBeLessThan(1200);
  });

  it('draws three bands, transparent where there is no data', async () => {
    const rgba = await renderView(product, tileView(9, 243, 167), TRUE_COLOUR, context);
    const alpha = rgba.filter((_, i) => i % 4 === 3);
    expect(new Set(alpha)).toEqual(new Set([0, 255]));
    const coloured = alpha.findIndex((value, i) => value === 255 && rgba[4 * i] !== rgba[4 * i + 2]);
    expect(coloured).toBeGreaterThanOrEqual(0);
  });

  it.each([false, true])(
    'shows a gap where a tile is damaged and there is no other file, at once: %s',
    async (atOnce) => {
      const file = product.bands.B02![0]!;
      const bytes = readFileSync(join(T29UNU, file.path));
      bytes.fill(0x5a, 1_000_000, 1_005_000);
      const path = join(folder, `damaged-${atOnce}.jp2`);
      writeFileSync(path, bytes);
      const damaged = { ...product, bands: { B02: [{ ...file, open: () => openFile(path) }] } };
      const { x, y } = { x: 243, y: 167 };
      let lost = 0;
      for (const [column, row] of [0, 1].flatMap((dx) => [0, 1].map((dy) => [x + dx, y + dy] as const))) {
        const view = tileView(9, column, row, 1024);
        const [sound, broken] = await Promise.all(
          [product, damaged].map((one) => renderView(one, view, GREY, context, { atOnce })),
        );
        for (let i = 0; i < sound!.length; i += 4) {
          if (broken![i + 3] === 0 && sound![i + 3] !== 0) lost++;
          else if (broken![i] !== sound![i]) throw new Error(`pixel ${i / 4} is drawn wrongly`);
        }
      }
      expect(lost).toBeGreaterThan(1000);
      expect((await bandStatistics(damaged, 'B02', context)).percentiles.p50).toBeGreaterThan(0);
      await context.release(damaged);
    },
  );

  it('draws nothing elsewhere', async () => {
    const rgba = await renderView(product, tileView(9, 10, 10), TRUE_COLOUR, context);
    expect(rgba.every((value) => value === 0)).toBe(true);
  });

  it('says which band is missing', async () => {
    const without = { ...product, bands: { B02: product.bands.B02! } };
    await expect(renderView(without, tileView(9, 243, 167), TRUE_COLOUR, context)).rejects.toThrow('no band B0');
  });

  it('gives the statistics of a band', async () => {
    const statistics = await bandStatistics(product, 'B02', context);
    const raw = join(folder, 'b02.bin');
    execFileSync('gdal_translate', ['-q', '-of', 'ENVI', tiff, raw]);
    const dn = new Uint16Array(new Uint8Array(readFileSync(raw)).buffer);
    const valid = dn.filter((value) => value > 0).sort();
    const at = (share: number) => (valid[Math.floor(share * valid.length)]! - 1000) / 10000;
    expect(statistics.percentiles.p2).toBeCloseTo(at(0.02), 2);
    expect(statistics.percentiles.p50).toBeCloseTo(at(0.5), 2);
    expect(Math.abs(statistics.percentiles.p98 - at(0.98))).toBeLessThan(0.03);
    expect(statistics.histogram.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(400_000);
  });
});
