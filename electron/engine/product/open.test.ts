import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FAKE_B02_10M,
  FAKE_GRANULE_FOLDER,
  FAKE_ID,
  fakeFiles,
  fakeGranuleXml,
  fakeJp2,
  productWriter,
  refusalOf,
  sizesOf,
  temporaryFolder,
} from '../../test/test-product.ts';
import { BAND_IDS } from '../core/bands.ts';
import { describeProduct } from './describe.ts';
import { openProduct } from './open.ts';

const temporary = temporaryFolder('nephoscope test Ünï ');
const productFolder = productWriter(temporary);

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
    expect(file).toMatchObject({ path: FAKE_B02_10M, format: 'jp2', index: 0 });
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
    const file = join(folder, FAKE_B02_10M);
    const { atime, mtime } = await stat(file);
    const bytes = await readFile(file);
    bytes[bytes.length - 10]! ^= 1;
    await writeFile(file, bytes);
    await utimes(file, atime, mtime);
    const second = await openProduct(folder);
    expect(second.key).toBe(first.key);
    expect(second.contentKey).not.toBe(first.contentKey);
    expect(await first.changedFiles()).toEqual([FAKE_B02_10M]);
    expect((await openProduct(folder, { stack: { offset: 0 } })).contentKey).not.toBe(second.contentKey);

    await rm(file);
    expect(await second.changedFiles()).toEqual([FAKE_B02_10M]);
  });

  it('has a key that follows its content and not its place', async () => {
    const [a, b] = [await productFolder(fakeFiles()), await productFolder(fakeFiles(), 'elsewhere')];
    const changed = fakeFiles();
    changed.set(FAKE_B02_10M, Buffer.concat([fakeJp2(60, 60).subarray(0, 145), Buffer.from('00ffd9', 'hex')]));
    const keys = await Promise.all(
      [a, b, await productFolder(changed)].map(async (path) => (await openProduct(path)).key),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe('granules', () => {
  it('are listed and chosen by name or tile', async () => {
    const files = fakeFiles();
    const other = FAKE_GRANULE_FOLDER.replaceAll('32UNU', '32UPU');
    for (const [path, bytes] of fakeFiles()) {
      if (path.startsWith('GRANULE')) files.set(path.replaceAll('32UNU', '32UPU'), bytes);
    }
    files.set(`${other}/MTD_TL.xml`, Buffer.from(fakeGranuleXml((xml) => xml.replaceAll('32UNU', '32UPU'))));
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
