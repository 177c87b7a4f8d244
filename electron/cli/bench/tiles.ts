import { openProduct } from '../../engine/product/open.ts';
import { productGrid } from '../../engine/product/product-grid.ts';
import type { Product } from '../../engine/product/types.ts';
import { createRasterContext } from '../../engine/raster/context.ts';
import { renderView } from '../../engine/raster/render.ts';
import { mercatorToUtm, tileView } from '../../engine/raster/warp.ts';
import { type Row, repeat, row, seconds } from './rows.ts';

const TRUE_COLOUR = {
  channels: [
    { band: 'B04', min: 0, max: 0.3 },
    { band: 'B03', min: 0, max: 0.3 },
    { band: 'B02', min: 0, max: 0.3 },
  ],
  gamma: 1,
} as const;

const INFRARED = { channels: [{ band: 'B8A', min: 0, max: 0.5 }], gamma: 1 } as const;

/**
 * One true-colour map tile in the middle of the scene. The decoder's threads run, as in the window, where the preview has
 * set them going; nothing of the three bands has been read.
 */
export async function* tileRows(path: string, runs: number): AsyncGenerator<Row> {
  for (const zoom of [7, 9, 11, 13, 15]) {
    const times = await repeat(runs, async () => {
      const product = await openProduct(path);
      const context = createRasterContext();
      const { x, y } = middleTile(product, zoom);
      const infrared = middleTile(product, 9);
      await renderView(product, tileView(9, infrared.x, infrared.y), INFRARED, context);
      const time = await seconds(() => renderView(product, tileView(zoom, x, y), TRUE_COLOUR, context));
      await context.close();
      await product.close();
      return time;
    });
    yield row(`true-colour map tile, cold, zoom ${zoom}`, 's', times);
  }
}

/** The map tile of a zoom over the middle of the scene, found by bisection in Web Mercator. */
function middleTile(product: Product, zoom: number): { x: number; y: number } {
  const grid = productGrid(product, 60);
  const toUtm = mercatorToUtm(grid.epsg as number);
  const east = grid.originX + (grid.width * grid.pixelMetres) / 2;
  const north = grid.originY - (grid.height * grid.pixelMetres) / 2;
  const world = Math.PI * 6378137;
  const meridian = ((((grid.epsg as number) % 100) * 6 - 183) / 180) * world;
  const solve = (low: number, high: number, isBelow: (value: number) => boolean): number => {
    let [a, b] = [low, high];
    for (let i = 0; i < 60; i++) {
      const middle = (a + b) / 2;
      if (isBelow(middle)) a = middle;
      else b = middle;
    }
    return a;
  };
  const y = solve(-world * 0.95, world * 0.95, (value) => toUtm(meridian, value)[1] < north);
  const x = solve(meridian - 7e5, meridian + 7e5, (value) => toUtm(value, y)[0] < east);
  const tiles = 2 ** zoom;
  return { x: Math.floor(((x + world) / (2 * world)) * tiles), y: Math.floor(((world - y) / (2 * world)) * tiles) };
}
