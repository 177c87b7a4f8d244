import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FAKE_B02_10M,
  FAKE_GRANULE_FOLDER,
  FAKE_ID,
  fakeFiles,
  fakeJp2,
  fakeProductXml,
  productWriter,
  refusalOf,
  sizesOf,
  temporaryFolder,
  writeFiles,
} from '../../test/test-product.ts';
import { openProduct } from './open.ts';

const temporary = temporaryFolder('nephoscope broken Ünï ');
const productFolder = productWriter(temporary);

describe('products as people break them', () => {
  it('opens by any metadata file, in odd case', async () => {
    const files = fakeFiles();
    files.set('MTD_MSIL2a.xml', files.get('MTD_MSIL2A.xml')!);
    files.delete('MTD_MSIL2A.xml');
    const folder = await productFolder(files);
    expect((await openProduct(join(folder, 'MTD_MSIL2a.xml'))).id).toBe(FAKE_ID);
    expect((await openProduct(folder)).id).toBe(FAKE_ID);
    expect((await openProduct(join(folder, '..'))).id).toBe(FAKE_ID);
  });

  it('names the metadata of an old product that is empty, in place of finding no product', async () => {
    const name = 'S2A_OPER_MTD_SAFL1C_PDMC_20160905T104813_R022_V20160905T101022.xml';
    const files = new Map([
      [name, Buffer.from('<')],
      ['GRANULE/S2A_OPER_MSI_L1C_TL_T33/S2A_OPER_MTD_L1C_TL_T33.xml', Buffer.from('<')],
    ]);
    const refusal = await refusalOf(openProduct(await productFolder(files)));
    expect(refusal.file).toContain(name);
    expect(refusal.message).not.toContain('holds no Sentinel-2 product');
  });

  it('opens by any other document that lies beside the metadata', async () => {
    const files = fakeFiles();
    files.set('manifest.safe', Buffer.from('<?xml version="1.0"?><xfdu:XFDU/>'));
    files.set('INSPIRE.xml', Buffer.from('<gmd:MD_Metadata/>'));
    const folder = await productFolder(files);
    expect((await openProduct(join(folder, 'manifest.safe'))).id).toBe(FAKE_ID);
    expect((await openProduct(join(folder, 'INSPIRE.xml'))).id).toBe(FAKE_ID);
  });

  it('does not take a document beside the folder of a product for that product', async () => {
    const files = new Map([...fakeFiles()].map(([path, bytes]) => [`X.SAFE/${path}`, bytes]));
    const folder = await productFolder(files.set('notes.xml', Buffer.from('<notes/>')));
    const error = await refusalOf(openProduct(join(folder, 'notes.xml')));
    expect(error.message).toContain('notes.xml is no metadata of a product');
  });

  it('does not take what SNAP wrote beside a product for that product', async () => {
    // As SNAP's DimapHeaderWriter begins.
    const dim = `<?xml version="1.0" encoding="ISO-8859-1"?>
<Dimap_Document name="resampled.dim">
    <Metadata_Id>
        <METADATA_FORMAT version="2.12.1">DIMAP</METADATA_FORMAT>
        <METADATA_PROFILE>BEAM-DATAMODEL-V1</METADATA_PROFILE>
    </Metadata_Id>
</Dimap_Document>`;
    const folder = await productFolder(fakeFiles().set('resampled.dim', Buffer.from(dim)));
    const error = await refusalOf(openProduct(join(folder, 'resampled.dim')));
    expect(error.message).toContain('resampled.dim is a raster of DIMAP, as SNAP writes it (.dim), which is not read.');
    expect(error.remedy).toContain('In SNAP: File, Export, GeoTIFF');
  });

  it.each([
    ['B02.tif', '<!DOCTYPE html><html><body>Log in</body></html>'],
    ['S2A.zip', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ])('does not take what a server answered, saved as %s, for the folder that it lies in', async (name, text) => {
    const folder = await productFolder(fakeFiles().set(name, Buffer.from(text)));
    const error = await refusalOf(openProduct(join(folder, name)));
    expect(error.message).toContain(`${name} holds text in place of a product`);
    expect(error.remedy).toContain('download the file again');
  });

  it.each(['MTD_TL.xml', 'IMG_DATA', 'IMG_DATA/R60m', ''])(
    'opens whole by a part of its granule: "%s"',
    async (part) => {
      const folder = await productFolder(fakeFiles());
      const product = await openProduct(join(folder, FAKE_GRANULE_FOLDER, part));
      expect(product).toMatchObject({ id: FAKE_ID, path: folder, warnings: [] });
      // Served, nothing above the root is read.
      const inner = join(folder, FAKE_GRANULE_FOLDER);
      const served = openProduct(join(inner, part), { linksWithin: inner, stack: { offset: 0 } });
      expect((await served).path).not.toBe(folder);
      expect(sizesOf(product).B02).toEqual([10, 20, 60]);
    },
  );

  it('keeps two products in one folder apart where the metadata is chosen', async () => {
    const files = new Map([...fakeFiles()].map(([path, bytes]) => [path.slice(path.lastIndexOf('/') + 1), bytes]));
    files.set('MTD_MSIL1C.xml', files.get('MTD_MSIL2A.xml')!);
    files.set('T32UNU_20230612T102031_B10.jp2', fakeJp2(10, 10));
    files.set('T32UNU_20230612T102031_B08.jp2', fakeJp2(30, 30));
    const folder = await productFolder(files);
    expect((await refusalOf(openProduct(folder))).message).toMatch(/holds 2 products/);
    const product = await openProduct(join(folder, 'MTD_MSIL2A.xml'));
    expect(sizesOf(product)).toMatchObject({ B02: [10, 20, 60], B08: [10] });
  });

  it('allows zeros after the codestream', async () => {
    const files = fakeFiles();
    files.set(FAKE_B02_10M, Buffer.concat([fakeJp2(60, 60), Buffer.alloc(100)]));
    expect(sizesOf(await openProduct(await productFolder(files))).B02).toEqual([10, 20, 60]);
  });

  it('finds bands by name where everything lies in one folder or is renamed', async () => {
    const flat = new Map([...fakeFiles()].map(([path, bytes]) => [path.slice(path.lastIndexOf('/') + 1), bytes]));
    expect(sizesOf(await openProduct(await productFolder(flat)))).toMatchObject({ B02: [10, 20, 60], B09: [60] });

    const renamed = new Map<string, Uint8Array>();
    for (const [path, bytes] of fakeFiles()) {
      renamed.set(
        path.replace(/T32UNU_20230612T102031_(B\w\w)_(\d+m)\.jp2/, 'mine $1.$2.JP2').replace('GRANULE', 'G'),
        bytes,
      );
    }
    const product = await openProduct(await productFolder(renamed));
    expect(sizesOf(product)).toMatchObject({ B02: [10, 20, 60], B8A: [20, 60] });
    expect(product.masks.scl).toHaveLength(2);
  });

  it('passes over AppleDouble files and other litter', async () => {
    const files = fakeFiles();
    for (const path of [...files.keys()]) {
      const at = path.lastIndexOf('/') + 1;
      files.set(`${path.slice(0, at)}._${path.slice(at)}`, Buffer.from('Mac OS X'));
    }
    files.set('.DS_Store', Buffer.from('x'));
    const product = await openProduct(await productFolder(files));
    expect(product.warnings).toEqual([]);
    expect(sizesOf(product).B02).toEqual([10, 20, 60]);
  });

  const cut = (bytes: Uint8Array, length: number) => Buffer.from(bytes.subarray(0, length));
  it.each([
    ['empty', Buffer.alloc(0), 'is empty (0 bytes)'],
    ['one byte', Buffer.alloc(1), 'is empty (1 byte)'],
    ['cut off in the header', cut(fakeJp2(60, 60), 50), 'is truncated in its header'],
    ['cut off in the codestream', cut(fakeJp2(60, 60), 120), 'is truncated'],
    ['of another format', Buffer.from('<html><body>404 Not Found</body></html>'), 'is not a JPEG 2000 file'],
    ['of another size', fakeJp2(61, 60), 'has 61 x 60 pixels where the 10 m grid has 60 x 60'],
  ])('falls back to the next pixel size where a band file is %s', async (_, bytes, problem) => {
    const files = fakeFiles();
    files.set(FAKE_B02_10M, bytes);
    const product = await openProduct(await productFolder(files));
    expect(sizesOf(product).B02).toEqual([20, 60]);
    expect(product.warnings).toHaveLength(1);
    expect(product.warnings[0]).toMatchObject({ code: 'band-unreadable', file: FAKE_B02_10M });
    expect(product.warnings[0]?.message).toContain(problem);
    expect(product.warnings[0]?.message).toContain('B02 is read at 20 m');
  });

  it('files a band by its size in pixels where its name is wrong', async () => {
    const files = fakeFiles();
    files.set(FAKE_B02_10M.replace('B02_10m', 'B08_10m'), fakeJp2(30, 30));
    const product = await openProduct(await productFolder(files));
    expect(sizesOf(product).B08).toEqual([20]);
    expect(product.warnings[0]?.message).toContain('named 10 m');
  });

  it('tells what is not there', async () => {
    const files = new Map([...fakeFiles()].filter(([path]) => !/B0[23]_|B08_10m|B04_10m/.test(path)));
    const product = await openProduct(await productFolder(files));
    const messages = product.warnings.map(({ message }) => message);
    expect(product.warnings.every(({ code }) => code === 'band-missing')).toBe(true);
    expect(messages).toContain('No 10 m bands: B04 is read at 20 m.');
    expect(messages).toContain('B02, B03 and B08 are missing.');
    expect(product.warnings.flatMap(({ files }) => files ?? []).join()).toMatch(/B02_10m.*B08_10m/);
    expect([product.bands.B02, product.bands.B03].flatMap((files) => files ?? [])).toEqual([]);
  });

  it('opens metadata alone, for information', async () => {
    const product = await openProduct(
      await productFolder(new Map([['MTD_MSIL2A.xml', Buffer.from(fakeProductXml())]])),
    );
    expect(product).toMatchObject({ tile: '32UNU', epsg: null, grids: {}, bands: {}, sun: null });
    expect(product.warnings.map(({ code }) => code)).toContain('metadata');
  });

  it.skipIf(process.platform === 'win32')('follows links, when served none out of the root', async () => {
    const files = fakeFiles();
    const bytes = files.get(FAKE_B02_10M)!;
    files.delete(FAKE_B02_10M);
    files.set('store/B02', bytes);
    const folder = await productFolder(files);
    await symlink(join(folder, 'store', 'B02'), join(folder, FAKE_B02_10M));
    expect(sizesOf(await openProduct(folder)).B02).toEqual([10, 20, 60]);

    await rename(join(folder, 'store', 'B02'), join(folder, '..', 'outside'));
    await rm(join(folder, FAKE_B02_10M));
    await symlink(join(folder, '..', 'outside'), join(folder, FAKE_B02_10M));
    await symlink('..', join(folder, 'loop'));
    await symlink('.', join(folder, 'self'));
    expect(sizesOf(await openProduct(folder)).B02).toEqual([10, 20, 60]);
    expect(sizesOf(await openProduct(folder, { linksWithin: join(folder, '..') })).B02).toEqual([10, 20, 60]);
    const product = await openProduct(folder, { linksWithin: folder });
    expect(sizesOf(product).B02).toEqual([20, 60]);
    expect(product.warnings.some(({ message }) => message.includes('is a link out of'))).toBe(true);
  });

  it('asks which of several products is meant', async () => {
    const folder = join(temporary.path, 'several');
    await writeFiles(join(folder, 'a.SAFE'), fakeFiles());
    await writeFiles(join(folder, 'b.SAFE'), fakeFiles());
    expect((await refusalOf(openProduct(folder))).message).toMatch(
      /holds 2 products \(a\.SAFE\/MTD_MSIL2A\.xml, b\.SAFE/,
    );
    expect((await openProduct(join(folder, 'a.SAFE', 'MTD_MSIL2A.xml'))).id).toBe(FAKE_ID);
  });

  it.each([
    ['product.tar', ['cf']],
    ['product.tar.gz', ['czf']],
    ['product.tar.bz2', ['cjf']],
  ])('says of %s that it has to be unpacked', async (name, options) => {
    const folder = await productFolder(fakeFiles(), `packed ${name}`);
    const path = join(temporary.path, name);
    execFileSync('tar', [...options, path, '-C', folder, '.']);
    const refusal = await refusalOf(openProduct(path));
    expect(refusal.message).toContain('an archive that is not read in place');
    expect(refusal.remedy).toMatch(/^Unpack it/);
  });

  it('refuses what is no product, with a remedy', async () => {
    const folder = join(temporary.path, 'nothing');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'a.txt'), 'text');
    await writeFile(join(folder, 'band.jp2'), fakeJp2(60, 60));
    for (const path of [folder, join(folder, 'a.txt'), join(folder, 'band.jp2'), join(folder, 'not there')]) {
      expect((await refusalOf(openProduct(path))).remedy).toBeTruthy();
    }
  });
});
