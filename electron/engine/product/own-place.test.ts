import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { requireOwnPlace } from './own-place.ts';

const NAME = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';

describe('a place to write to', () => {
  it.each([
    ['the product', [`${NAME}.SAFE/MTD_MSIL2A.xml`], `${NAME}.SAFE`],
    ['a folder in it that is not there yet', [`${NAME}.SAFE/MTD_MSIL2A.xml`], `${NAME}.SAFE/out/masks`],
    [
      'its pictures',
      [`${NAME}.SAFE/GRANULE/L2A_T33/IMG_DATA/R10m/x.jp2`],
      `${NAME}.SAFE/GRANULE/L2A_T33/IMG_DATA/R10m`,
    ],
    ['a product under another name', ['mine/manifest.safe'], 'mine/out'],
    ['one without manifest', ['mine/MTD_MSIL1C.xml', 'mine/GRANULE/x'], 'mine'],
    ['one in the old format', ['old/S2A_OPER_MTD_SAFL1C_PDMC_20160905.xml', 'old/GRANULE/x'], 'old/mask.tif'],
    ['a granule alone', ['L2A_T33/MTD_TL.xml', 'L2A_T33/IMG_DATA/x'], 'L2A_T33/masks'],
    ['a store of EOPF Zarr', [`${NAME}.zarr/.zgroup`, `${NAME}.zarr/measurements/x`], `${NAME}.zarr/measurements/out`],
  ])('is not %s', async (_, files, target) => {
    await withFolder(async (folder) => {
      for (const file of files) {
        await mkdir(join(folder, file, '..'), { recursive: true });
        await writeFile(join(folder, file), '');
      }
      const product = target.split('/')[0]!;
      const refused = requireOwnPlace(join(folder, target));
      const lies = target === product ? 'is a product' : `lies in the product ${product}`;
      await expect(refused).rejects.toThrow(`${lies}, and nothing is written into a product.`);
      await expect(refused).rejects.toMatchObject({ remedy: expect.stringContaining(join(folder, 'masks')) });
    });
  });

  it('is not a link into a product either', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, `${NAME}.SAFE`));
      await symlink(join(folder, `${NAME}.SAFE`), join(folder, 'link'));
      await expect(requireOwnPlace(join(folder, 'link', 'out'))).rejects.toThrow(`${NAME}.SAFE`);
    });
  });

  it('may lie beside a product, or among band files and GeoTIFFs', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, `${NAME}.SAFE`));
      await writeFile(join(folder, 'B04.tif'), '');
      await writeFile(join(folder, 'MTD_MSIL2A.xml'), '');
      await requireOwnPlace(folder);
      await requireOwnPlace(join(folder, `${NAME}.SAFE-masks`));
    });
  });
});
