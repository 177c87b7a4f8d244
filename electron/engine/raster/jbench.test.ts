import { expect, it } from 'vitest';
import { T29UNU } from '../core/test-data.ts';
import { openFile } from '../product/byte-source.ts';
import { openProduct } from '../product/open.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { createRasterContext } from './context.ts';
import { readBandOnGrid } from './read-band.ts';
import { renderView } from './render.ts';
import { tileView } from './warp.ts';

const real = await openProduct(T29UNU);
const file = (band: string): RasterFile => ({
  name: band,
  path: band,
  pixelMetres: 10,
  format: 'jp2',
  index: 0,
  open: () => openFile(`/tmp/jfull/${band}_10m.jp2`),
});
const l1c = { ...real, bands: { B02: [file('B02')], B03: [file('B03')], B04: [file('B04')] } } as unknown as Product;
const l2a = {
  ...real,
  bands: {
    B02: [file('B02'), ...real.bands.B02!],
    B03: [file('B03'), ...real.bands.B03!],
    B04: [file('B04'), ...real.bands.B04!],
  },
} as unknown as Product;
const style = {
  channels: [
    { band: 'B04', min: 0, max: 0.3 },
    { band: 'B03', min: 0, max: 0.3 },
    { band: 'B02', min: 0, max: 0.3 },
  ],
  gamma: 1,
} as const;
const lon = -8.6,
  lat = 52.9;
const tile = (z: number) => {
  const n = 2 ** z;
  const r = (lat * Math.PI) / 180;
  return [
    z,
    Math.floor(((lon + 180) / 360) * n),
    Math.floor(((1 - Math.log(Math.tan(r) + 1 / Math.cos(r)) / Math.PI) / 2) * n),
  ] as const;
};
it('tiles', async () => {
  for (const [name, product] of [
    ['l1c', l1c],
    ['l2a', l2a],
  ] as const)
    for (let z = 6; z <= 16; z++) {
      const context = createRasterContext({ threads: 2 });
      await Promise.all(['B02', 'B03', 'B04'].flatMap((b) => product.bands[b as 'B02']!.map((f) => context.open(f))));
      if (process.env.WARM) await renderView(product, tileView(...tile(20)), style, context);
      const c0 = process.cpuUsage();
      const t0 = performance.now();
      const rgba = await renderView(product, tileView(...tile(z)), style, context);
      const t1 = performance.now();
      const c = process.cpuUsage(c0);
      await renderView(product, tileView(...tile(z)), style, context);
      const t2 = performance.now();
      console.log(
        name,
        'z',
        z,
        (t1 - t0).toFixed(0),
        'ms cold; CPU',
        ((c.user + c.system) / 1000).toFixed(0),
        (t2 - t1).toFixed(0),
        'again',
        rgba.filter((v, i) => i % 4 === 3 && v > 0).length / 65536,
      );
      await context.close();
      product.bands;
    }
  expect(1).toBe(1);
}, 300000);
it('bands', async () => {
  const context = createRasterContext({ threads: 2 });
  const g20 = real.grids[20]!,
    g60 = real.grids[60]!;
  for (const [speed, grid] of [
    ['quality', g20],
    ['quality', g60],
    ['preview', g60],
  ] as const) {
    const t0 = performance.now();
    const { dn } = await readBandOnGrid(
      l1c,
      l1c.bands.B02!,
      grid,
      { column: 0, row: 0, width: grid.width, height: grid.height },
      context,
      { speed },
    );
    console.log('10 m band on', grid.pixelMetres, speed, (performance.now() - t0).toFixed(0), dn.length);
  }
  const t1 = performance.now();
  await readBandOnGrid(real, real.bands.B02!, g60, { column: 0, row: 0, width: 1830, height: 1830 }, context);
  console.log('real B02 60 m', (performance.now() - t1).toFixed(0));
  await context.close();
}, 300000);

import { bandStatistics } from './statistics.ts';

it('stats', async () => {
  const context = createRasterContext({ threads: 2 });
  for (const [name, product] of [
    ['l1c', l1c],
    ['real', real],
  ] as const) {
    const c0 = process.cpuUsage();
    const t0 = performance.now();
    await bandStatistics(product, 'B02', context);
    const c = process.cpuUsage(c0);
    console.log('l1 stats', name, (performance.now() - t0).toFixed(0), 'cpu', (c.user + c.system) / 1000);
  }
  // one tile alone
  const source = await context.open(l1c.bands.B02![0]!);
  for (const [reduce, partial] of [
    [0, false],
    [0, true],
    [1, false],
    [1, true],
    [2, false],
    [3, false],
    [4, false],
  ] as const) {
    const times = [];
    for (const t of [0, 1, 2, 3]) {
      const w = 1024 >> reduce;
      const t0 = performance.now();
      await source.readWindow(
        partial
          ? { column: w * t + 60, row: w * 3 + 60, width: 147, height: 147 }
          : { column: w * t, row: w * 2, width: w, height: w },
        { reduce, partial },
      );
      times.push((performance.now() - t0).toFixed(0));
    }
    console.log('l1 tile reduce', reduce, partial ? 'part' : 'whole', times.join(' '));
  }
  await context.close();
});
it('job', async () => {
  const context = createRasterContext({ threads: 2, cacheBytes: 128 * 2 ** 20 });
  const g20 = real.grids[20]!;
  const c0 = process.cpuUsage();
  const t0 = performance.now();
  let peak = 0;
  let n = 0;
  for (let row = 0; row < 5490; row += 448)
    for (let column = 0; column < 5490; column += 448) {
      await Promise.all(
        (['B02', 'B03', 'B04'] as const).map((b) =>
          readBandOnGrid(
            l1c,
            l1c.bands[b]!,
            g20,
            { column: column - 32, row: row - 32, width: 512, height: 512 },
            context,
          ),
        ),
      );
      peak = Math.max(peak, process.memoryUsage.rss());
      n++;
    }
  const c = process.cpuUsage(c0);
  console.log(
    'l1 job 3 bands 10->20 m',
    n,
    'windows',
    (performance.now() - t0).toFixed(0),
    'ms; cpu',
    ((c.user + c.system) / 1000).toFixed(0),
    'rss MB',
    (peak / 2 ** 20).toFixed(0),
  );
  await context.close();
}, 300000);
