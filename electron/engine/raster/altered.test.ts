import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeTestBand } from '../../test/band-jp2.ts';
import { fakeZip, writeZip } from '../../test/fake-zip.ts';
import { temporaryFolder } from '../../test/test-product.ts';
import { openProduct } from '../product/open.ts';
import { createRasterContext } from './context.ts';
import { readBandOnGrid } from './read-band.ts';

const folder = temporaryFolder('nephoscope-altered-');

/** How a band of 10 m of a packed zip is told to be, read at 20 m, where no checksum is added up. */
async function integrityAt20Metres(isDamaged: boolean) {
  const name = 'T33UVU_20240506T101031_B08_10m.jp2';
  const dn = Uint16Array.from({ length: 128 * 128 }, (_, i) => 1500 + ((Math.imul(i, 2654435761) >>> 20) & 1023));
  await writeTestBand(join(folder.path, name), { dn, width: 128, height: 128, pixelMetres: 10 }, 10);
  const zip = fakeZip([{ path: name, bytes: await readFile(join(folder.path, name)), isDeflated: true }]);
  if (isDamaged) zip.fill(0x55, zip.length / 2, zip.length / 2 + 20);
  const product = await openProduct(await writeZip(folder.path, zip), { stack: { offset: -0.1, level: 'L2A' } });
  const context = createRasterContext({ threads: 1 });
  try {
    const grid = { ...product.grids[10]!, pixelMetres: 20, width: 64, height: 64 };
    const window = { column: 0, row: 0, width: 64, height: 64 };
    const request = { product, files: product.bands.B08!, grid, window };
    return (await readBandOnGrid(request, context, { speed: 'draft', planes: 4 })).integrity;
  } finally {
    await context.close();
    await product.close();
  }
}

it('tells of what was salvaged of a damaged zip, also where bytes are not looked through', async () => {
  expect(await integrityAt20Metres(true)).toBe('altered');
  expect(await integrityAt20Metres(false)).toBeUndefined();
});
