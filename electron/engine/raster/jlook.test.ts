import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { openProduct } from '../product/open.ts';
import { openFile } from '../product/byte-source.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { T29UNU } from '../core/test-data.ts';
import { createRasterContext } from './context.ts';
import { renderView } from './render.ts';
import { tileView } from './warp.ts';
it('look', async () => {
  const real = await openProduct(T29UNU);
  const file = (band: string): RasterFile => ({ name: band, path: band, pixelMetres: 10, format: 'jp2', index: 0, open: () => openFile(`/tmp/jfull/${band}_10m.jp2`) });
  const l1c = { ...real, bands: { B02: [file('B02')], B03: [file('B03')], B04: [file('B04')] } } as unknown as Product;
  const context = createRasterContext({ threads: 2 });
  const style = { channels: [{ band: 'B04', min: 0, max: 0.4 }, { band: 'B03', min: 0, max: 0.4 }, { band: 'B02', min: 0, max: 0.4 }], gamma: 1.2 } as const;
  for (const [name, p, z, x, y] of [['a', real, 8, 121, 83], ['b', l1c, 8, 121, 83], ['c', l1c, 13, 3893, 2662], ['d', l1c, 11, 973, 665]] as const) {
    const rgba = await renderView(p, tileView(z, x, y, 256), style, context);
    const rgb = Buffer.alloc(65536 * 3);
    for (let i = 0; i < 65536; i++) for (let c = 0; c < 3; c++) rgb[3 * i + c] = rgba[4 * i + c]!;
    writeFileSync(`/tmp/jb/${name}.ppm`, Buffer.concat([Buffer.from('P6\n256 256\n255\n'), rgb]));
  }
  await context.close();
});
