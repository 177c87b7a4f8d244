import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CLIPPED_CLOUD, CLIPPED_SIDE, writeClippedProduct } from '../../test/clipped-product.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import type { Product } from '../product/types.ts';
import { createRasterContext } from '../raster/context.ts';
import { isNearlyClipped, SATURATED_DN } from './clipped-bands.ts';
import { fixturePack } from './fixtures/synthetic.ts';
import { loadPack } from './packs.ts';
import { productInput } from './product-input.ts';

const folder = temporaryFolder('nephoscope-clipped-');
const [SIDE, CLOUD] = [CLIPPED_SIDE, CLIPPED_CLOUD];
const write = (name: string, tooBright: (band: string) => number): Promise<Product> =>
  writeClippedProduct(join(folder.path, name), tooBright);

async function readWhole(product: Product) {
  const context = createRasterContext();
  try {
    const pack = await loadPack(fixturePack('tiny-unet'));
    const reader = productInput(product, pack, product.grids[10]!, context);
    const tile = await reader.readTile({ column: 0, row: 0, width: SIDE, height: SIDE });
    return { names: reader.bands, judgement: reader.judgement(), ...tile };
  } finally {
    await context.close();
    await product.close();
  }
}

it('sees the brightest clouds of Level-2A where ESA clips them to 0 in bands of 10 m', async () => {
  const { bands, names, warnings, judgement } = await readWhole(await write('clipped', () => 0));
  const at = (column: number, row: number) =>
    ['B02', 'B03', 'B04', 'B08'].map((band) => bands[names.indexOf(band as 'B02')]![row * SIDE + column]);
  expect([...at(64, 64), ...at(80, 80), ...at(95, 95)]).toEqual(new Array(12).fill(SATURATED_DN));
  expect([at(10, 80), at(31, 80)].flat()).toEqual(new Array(8).fill(0));
  for (const dn of at(40, 80)) expect(Math.abs(dn! - CLOUD)).toBeLessThan(32);
  expect(warnings).toEqual([{ code: 'radiometry', message: expect.stringContaining('taken as bright') }]);
  expect(judgement).toBeNull();
});

it('says where a band was lost, and leaves it missing', async () => {
  const { bands, names, warnings } = await readWhole(await write('lost', (band) => (band === 'B02' ? 0 : CLOUD)));
  expect(bands[names.indexOf('B02')]![80 * SIDE + 80]).toBe(0);
  expect(warnings).toEqual([{ code: 'band-missing', message: expect.stringMatching(/^B02 of .* has no data where/) }]);
});

it('looks at coarser images only where a band of the tile is nearly as bright as its bits can tell', () => {
  expect(isNearlyClipped(new Uint16Array([0, CLOUD, 11_999]))).toBe(false);
  expect(isNearlyClipped(new Uint16Array([0, CLOUD, 12_000]))).toBe(true);
});
