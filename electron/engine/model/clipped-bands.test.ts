import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeTestBand } from '../../test/band-jp2.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { createRasterContext } from '../raster/context.ts';
import { isNearlyClipped, SATURATED_DN } from './clipped-bands.ts';
import { fixturePack } from './fixtures/synthetic.ts';
import { loadPack } from './packs.ts';
import { productInput } from './product-input.ts';

const SIDE = 128;
const CLOUD = 9000;

let folder: string;

/** A cloud of which a square of 32 pixels is too bright, and the first 32 columns were not seen. */
function bandOf(metres: 10 | 20, tooBright: number): Uint16Array {
  const scale = metres / 10;
  const side = SIDE / scale;
  return Uint16Array.from({ length: side * side }, (_, i) => {
    const [column, row] = [(i % side) * scale, Math.floor(i / side) * scale];
    if (column < 32) return 0;
    return column >= 64 && column < 96 && row >= 64 && row < 96 ? tooBright : CLOUD;
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-clipped-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A product of 1.28 km: `tooBright` gives the value in the square; all 0 in bands of 10 m, it is saturated in those of 20 m. */
async function write(name: string, tooBright: (band: string) => number): Promise<Product> {
  const place = join(folder, name);
  await mkdir(place);
  const put = (band: string, metres: 10 | 20, value: number) => {
    const side = (SIDE * 10) / metres;
    const path = join(place, `T33UVU_20240506T101031_${band}_${metres}m.jp2`);
    return writeTestBand(path, { dn: bandOf(metres, value), width: side, height: side, pixelMetres: metres }, metres);
  };
  for (const band of ['B02', 'B03', 'B04', 'B08']) await put(band, 10, tooBright(band));
  for (const band of ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'])
    await put(band, 20, tooBright(band) === 0 && tooBright('B12') === 0 ? SATURATED_DN : tooBright(band));
  return openProduct(place, { stack: { offset: -0.1, level: 'L2A' } });
}

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
