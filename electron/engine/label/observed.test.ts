import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { wholeWindow } from '../core/grid.ts';
import { openProduct } from '../product/open.ts';
import { productGrid } from '../product/product-grid.ts';
import { createRasterContext, type RasterContext } from '../raster/context.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import { observedWindows } from './observed.ts';
import { coveringWindows } from './windows.ts';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');
let rasters: RasterContext;
beforeAll(() => {
  rasters = createRasterContext({ threads: 1 });
});
afterAll(() => rasters.close());

/** The windows of `side` pixels of which any pixel of B01 is there, read whole. */
async function byReading(path: string, metres: 10 | 20 | 60, side: number) {
  const product = await openProduct(path);
  try {
    const grid = productGrid(product, metres);
    const windows = coveringWindows(grid, side);
    const request = { product, files: product.bands.B01!, grid, window: wholeWindow(grid) };
    const { dn } = await readBandOnGrid(request, rasters);
    const expected = windows.filter((window) => {
      for (let row = window.row; row < window.row + window.height; row++) {
        const from = row * grid.width + window.column;
        if (dn.subarray(from, from + window.width).some((value) => value !== 0)) return true;
      }
      return false;
    });
    return { windows, expected, found: await observedWindows(product, grid, windows, rasters) };
  } finally {
    await rasters.release(product);
    await product.close();
  }
}

describe('the windows of a product that hold a pixel', () => {
  it('are those in which one was imaged, also at the edge of the swath', async () => {
    const { windows, expected, found } = await byReading(SAMPLE, 20, 36);
    expect(expected.length).toBeLessThan(windows.length);
    expect(found).toEqual({ observed: expected, unobserved: windows.length - expected.length });
  });

  it.skipIf(!haveSharedData())('are some of those of a scene at the edge of its swath', async () => {
    const { windows, expected, found } = await byReading(T29UNU, 60, 128);
    expect(expected.length).toBeLessThan(0.8 * windows.length);
    expect(found.observed).toEqual(expected);
  });

  it('are none outside of it, which is said', async () => {
    const product = await openProduct(SAMPLE);
    const grid = productGrid(product, 20);
    const corner = { column: grid.width - 8, row: grid.height - 8, width: 8, height: 8 };
    await expect(observedWindows(product, grid, [corner], rasters)).rejects.toThrow('was imaged there');
    await rasters.release(product);
    await product.close();
  });
});
