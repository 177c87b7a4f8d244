import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import yazl from 'yazl';
import { fakeFiles, fakeJp2, temporaryFolder, writeFiles } from '../../test/test-product.ts';
import { CancelledError } from '../core/errors.ts';
import { findProducts, requireProducts, walkProducts } from './find-products.ts';

const temporary = temporaryFolder('nephoscope-find-');

it('finds products, zips and folders of band files, and no exports', async () => {
  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of fakeFiles()) files.set(`a/X.SAFE/${path}`, bytes);
  files.set('b/S2A_MSIL2A_20230612T102031_N0509_R065_T32UNU_20230612T140000.zip', Buffer.from('PK'));
  for (const band of ['B02', 'B03', 'B04']) {
    files.set(`c/T32UNU_20230612T102031_${band}_60m.jp2`, fakeJp2(9, 9));
    files.set(`d/X_clean_${band}_20m.tif`, fakeJp2(9, 9));
  }
  files.set('f/S2A_MSIL2A_X.zarr/.zattrs', Buffer.from('{}'));
  files.set('f/S2A_MSIL2A_X.zarr/measurements/.zgroup', Buffer.from('{}'));
  files.set('g/climate.zarr/.zattrs', Buffer.from('{}'));
  files.set('e/photo.jp2', fakeJp2(9, 9));
  await writeFiles(temporary.path, files);
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from('<a/>'), 'X.SAFE/MTD_MSIL2A.xml');
  zip.end();
  await writeFile(join(temporary.path, 'e/renamed.zip'), zip.outputStream);
  await writeFile(join(temporary.path, 'e/photos.zip'), 'PK');
  expect(await findProducts(temporary.path)).toEqual(
    [
      'a/X.SAFE',
      'b/S2A_MSIL2A_20230612T102031_N0509_R065_T32UNU_20230612T140000.zip',
      'c',
      'e/renamed.zip',
      'f/S2A_MSIL2A_X.zarr',
    ].map((path) => join(temporary.path, path)),
  );
});

it('looks no further once it is given up', async () => {
  const signal = AbortSignal.abort();
  await expect(findProducts(temporary.path, undefined, signal)).rejects.toThrow(CancelledError);
});

it('says what to do where there is none: GeoTIFFs have to be named', async () => {
  const at = (name: string) => join(temporary.path, name);
  const files = new Map(['season/a.tif', 'season/b.TIFF', 'photos/c.png'].map((path) => [path, Buffer.from('x')]));
  await writeFiles(temporary.path, files);
  await expect(requireProducts([at('season')])).rejects.toMatchObject({
    message: `season holds no product, but 2 GeoTIFFs.`,
    remedy: expect.stringContaining(at('season/*.tif')),
  });
  await expect(requireProducts([at('season/a.tif'), at('photos')])).rejects.toMatchObject({
    message: `photos holds no product.`,
    remedy: expect.stringContaining('at most 3 folders down'),
  });
  expect(await requireProducts([at('season/a.tif'), at('season/b.TIFF')])).toHaveLength(2);
});

// Other systems' disks take no such names.
it.runIf(process.platform === 'linux')('tells what in a folder it could not look into', async () => {
  const at = join(temporary.path, 'partly');
  await writeFiles(at, new Map([['a/X.SAFE/MTD_MSIL2A.xml', Buffer.from('<a/>')]]));
  await symlink('/nowhere', join(at, 'b.SAFE'));
  // 'über' in Latin-1.
  await mkdir(Buffer.concat([Buffer.from(`${at}/`), Buffer.from('über', 'latin1')]));
  const skipped: string[] = [];
  const found: string[] = [];
  for await (const path of walkProducts(at, (path, why) => skipped.push(`${basename(path)}: ${why}`))) found.push(path);
  expect(found).toEqual([join(at, 'a/X.SAFE')]);
  expect(skipped).toEqual([
    'b.SAFE: it is a link that leads nowhere',
    '\ufffdber: its name is not in UTF-8; rename it',
  ]);
});
