import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FAKE_GRANULE_FOLDER,
  FAKE_ID,
  fakeFiles,
  fakeGranuleXml,
  fakeJp2,
  fakeProductXml,
  productWriter,
  refusalOf,
  temporaryFolder,
  writeFiles,
} from '../../test/test-product.ts';
import { BAND_IDS } from '../core/bands.ts';
import { describeProduct } from './describe.ts';
import { openProduct } from './open.ts';
import type { Product } from './types.ts';

const temporary = temporaryFolder('nephoscope test Ünï ');
const productFolder = productWriter(temporary);

function sizesOf(product: Product) {
  return Object.fromEntries(
    Object.entries(product.bands).map(([band, files]) => [band, files.map((f) => f.pixelMetres)]),
  );
}

const text = (xml: string) => Buffer.from(xml);
const B02_10M = `${FAKE_GRANULE_FOLDER}/IMG_DATA/R10m/T32UNU_20230612T102031_B02_10m.jp2`;

describe('a whole product', () => {
  it('gives everything that the metadata says', async () => {
    const product = await openProduct(await productFolder(fakeFiles()));
    expect(product).toMatchObject({
      id: FAKE_ID,
      kind: 'folder',
      level: 'L2A',
      platform: 'Sentinel-2B',
      sensingTime: '2023-06-12T10:25:40.000Z',
      tile: '32UNU',
      relativeOrbit: 65,
      baseline: '05.09',
      epsg: 32632,
      quantification: 10000,
      noDataDn: 0,
      saturatedDn: 65535,
      granule: 'L2A_T32UNU_A032726_20230612T102029',
      warnings: [],
      footprint: [
        [9, 54],
        [10, 54],
        [10, 53],
        [9, 53],
        [9, 54],
      ],
    });
    expect(product.grids).toEqual({
      10: { epsg: 32632, originX: 500000, originY: 5900040, pixelMetres: 10, width: 60, height: 60 },
      20: { epsg: 32632, originX: 500000, originY: 5900040, pixelMetres: 20, width: 30, height: 30 },
      60: { epsg: 32632, originX: 500000, originY: 5900040, pixelMetres: 60, width: 10, height: 10 },
    });
    expect(sizesOf(product)).toEqual({
      B01: [20, 60],
      B02: [10, 20, 60],
      B03: [10, 20, 60],
      B04: [10, 20, 60],
      B05: [20, 60],
      B06: [20, 60],
      B07: [20, 60],
      B08: [10],
      B8A: [20, 60],
      B09: [60],
      B11: [20, 60],
      B12: [20, 60],
    });
    expect(product.offsets).toEqual(Object.fromEntries(BAND_IDS.map((band, k) => [band, -1000 - k])));
    expect(product.sun).toMatchObject({ zenithDegrees: 32.5, azimuthDegrees: 160.5 });
    expect(Array.from(product.sun?.grid?.zenithDegrees ?? [])).toEqual([32, Number.NaN, 32, Number.NaN]);
    expect(product.view).toEqual({ B8A: { zenithDegrees: 7, azimuthDegrees: 101 } });
    expect(product.masks.scl.map((file) => file.pixelMetres)).toEqual([20, 60]);
    expect(product.masks.cloudProbability).toHaveLength(1);
    expect(product.masks.classification).toHaveLength(1);
    expect(product.trueColour.map((file) => file.pixelMetres)).toEqual([10, 20, 60]);
    expect(product.preview?.name).toMatch(/_PVI\.jp2$/);
    await product.close();
  });

  it('opens its files for reading, as often as one likes', async () => {
    const product = await openProduct(await productFolder(fakeFiles()));
    const file = product.bands.B02?.[0];
    expect(file).toMatchObject({ path: B02_10M, format: 'jp2', index: 0 });
    const sources = await Promise.all([file!.open(), file!.open()]);
    for (const source of sources) {
      expect(Uint8Array.from(await source.read(4, 4))).toEqual(new Uint8Array(Buffer.from('jP  ')));
      await expect(source.read(source.size - 1, 2)).rejects.toThrow(/truncated/);
      await source.close();
    }
  });

  it('is described in plain values', async () => {
    const description = describeProduct(await openProduct(await productFolder(fakeFiles())));
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description.bands.map(({ band }) => band)).not.toContain('B10');
  });

  it.each(['product without ending', 'Ünïcödé  folder.SAFE', 'renamed.safe'])('may be called "%s"', async (name) => {
    const product = await openProduct(await productFolder(fakeFiles(), name));
    expect(product.id).toBe(FAKE_ID);
    expect(product.warnings).toEqual([]);
  });

  it('has another content key when its list of checksums was mended, of which warnings are kept', async () => {
    const folder = await productFolder(fakeFiles());
    await writeFile(join(folder, 'manifest.safe'), '<damaged/>');
    const first = await openProduct(folder);
    await writeFile(join(folder, 'manifest.safe'), '<mended/>');
    expect((await openProduct(folder)).contentKey).not.toBe(first.contentKey);
  });

  it('has a content key that follows any change of a file and stays without one', async () => {
    const folder = await productFolder(fakeFiles());
    const first = await openProduct(folder);
    expect((await openProduct(folder)).contentKey).toBe(first.contentKey);
    expect(await first.changedFiles()).toEqual([]);

    // Burnt in place: the size stays, and even the time of modification is put back.
    const file = join(folder, B02_10M);
    const { atime, mtime } = await stat(file);
    const bytes = await readFile(file);
    bytes[bytes.length - 10]! ^= 1;
    await writeFile(file, bytes);
    await utimes(file, atime, mtime);
    const second = await openProduct(folder);
    expect(second.key).toBe(first.key);
    expect(second.contentKey).not.toBe(first.contentKey);
    expect(await first.changedFiles()).toEqual([B02_10M]);
    expect((await openProduct(folder, { stack: { offset: 0 } })).contentKey).not.toBe(second.contentKey);

    await rm(file);
    expect(await second.changedFiles()).toEqual([B02_10M]);
  });

  it('has a key that follows its content and not its place', async () => {
    const [a, b] = [await productFolder(fakeFiles()), await productFolder(fakeFiles(), 'elsewhere')];
    const changed = fakeFiles();
    changed.set(B02_10M, Buffer.concat([fakeJp2(60, 60).subarray(0, 145), Buffer.from('00ffd9', 'hex')]));
    const keys = await Promise.all(
      [a, b, await productFolder(changed)].map(async (path) => (await openProduct(path)).key),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

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

  it('opens by any other document that lies beside the metadata', async () => {
    const files = fakeFiles();
    files.set('manifest.safe', text('<?xml version="1.0"?><xfdu:XFDU/>'));
    files.set('INSPIRE.xml', text('<gmd:MD_Metadata/>'));
    const folder = await productFolder(files);
    expect((await openProduct(join(folder, 'manifest.safe'))).id).toBe(FAKE_ID);
    expect((await openProduct(join(folder, 'INSPIRE.xml'))).id).toBe(FAKE_ID);
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
    files.set(B02_10M, Buffer.concat([fakeJp2(60, 60), Buffer.alloc(100)]));
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
    files.set(B02_10M, bytes);
    const product = await openProduct(await productFolder(files));
    expect(sizesOf(product).B02).toEqual([20, 60]);
    expect(product.warnings).toHaveLength(1);
    expect(product.warnings[0]).toMatchObject({ code: 'band-unreadable', file: B02_10M });
    expect(product.warnings[0]?.message).toContain(problem);
    expect(product.warnings[0]?.message).toContain('B02 is read at 20 m');
  });

  it('files a band by its size in pixels where its name is wrong', async () => {
    const files = fakeFiles();
    files.set(B02_10M.replace('B02_10m', 'B08_10m'), fakeJp2(30, 30));
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
    const product = await openProduct(await productFolder(new Map([['MTD_MSIL2A.xml', text(fakeProductXml())]])));
    expect(product).toMatchObject({ tile: '32UNU', epsg: null, grids: {}, bands: {}, sun: null });
    expect(product.warnings.map(({ code }) => code)).toContain('metadata');
  });

  it.skipIf(process.platform === 'win32')('follows links, when served none out of the root', async () => {
    const files = fakeFiles();
    const bytes = files.get(B02_10M)!;
    files.delete(B02_10M);
    files.set('store/B02', bytes);
    const folder = await productFolder(files);
    await symlink(join(folder, 'store', 'B02'), join(folder, B02_10M));
    expect(sizesOf(await openProduct(folder)).B02).toEqual([10, 20, 60]);

    await rename(join(folder, 'store', 'B02'), join(folder, '..', 'outside'));
    await rm(join(folder, B02_10M));
    await symlink(join(folder, '..', 'outside'), join(folder, B02_10M));
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

describe('granules', () => {
  it('are listed and chosen by name or tile', async () => {
    const files = fakeFiles();
    const other = FAKE_GRANULE_FOLDER.replaceAll('32UNU', '32UPU');
    for (const [path, bytes] of fakeFiles()) {
      if (path.startsWith('GRANULE')) files.set(path.replaceAll('32UNU', '32UPU'), bytes);
    }
    files.set(`${other}/MTD_TL.xml`, text(fakeGranuleXml((xml) => xml.replaceAll('32UNU', '32UPU'))));
    const folder = await productFolder(files);
    const names = [FAKE_GRANULE_FOLDER, other].map((path) => path.slice('GRANULE/'.length));
    expect(await openProduct(folder)).toMatchObject({ granules: names, granule: names[0], tile: '32UNU' });
    for (const granule of ['32UPU', 't32upu', names[1]!]) {
      const product = await openProduct(folder, { granule });
      expect(product).toMatchObject({ granule: names[1], tile: '32UPU' });
      expect(product.bands.B02?.every((file) => file.path.startsWith(other))).toBe(true);
    }
    expect((await refusalOf(openProduct(folder, { granule: '33UUU' }))).message).toContain('32UNU, 32UPU');
  });
});
