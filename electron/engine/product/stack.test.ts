import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeTiff } from '../../test/fake-tiff.ts';
import { refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { EARTH_ENGINE, stackOpener } from '../../test/test-stack.ts';
import { BAND_IDS } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { openProduct } from './open.ts';

const temporary = temporaryFolder('nephoscope-stack-');
const open = stackOpener(temporary);
const UNNAMED = { descriptions: BAND_IDS.map(() => null) };

describe('a stack', () => {
  it('names its bands as Earth Engine does', async () => {
    const product = await open({ descriptions: EARTH_ENGINE });
    expect(product).toMatchObject({
      kind: 'stack',
      level: 'L1C',
      epsg: 32632,
      quantification: 10000,
      grids: { 20: { epsg: 32632, originX: 600000, originY: 5900040, pixelMetres: 20, width: 30, height: 30 } },
      offsets: { B02: 0, B8A: 0 },
    });
    expect(Object.keys(product.bands)).toEqual(['B01', 'B02', 'B03', 'B04', 'B08', 'B8A', 'B10']);
    expect(product.bands.B8A?.[0]).toMatchObject({ format: 'geotiff', index: 5, pixelMetres: 20 });
    expect(product.bands.B8A?.[0]?.toDn).toBeUndefined();
    expect(product.warnings[0]?.message).toContain('neither scale nor offset');
    expect(product.warnings[1]?.message).toContain('B05, B06, B07, B09, B11, B12');
    const source = await product.bands.B02![0]!.open();
    expect(Uint8Array.from(await source.read(0, 2))).toEqual(new Uint8Array([0x49, 0x49]));
    await source.close();
  });

  it('is of the day that its name tells, so that dates of a place can be put in order', async () => {
    expect((await open({ descriptions: EARTH_ENGINE })).sensingTime).toBeNull();
    const product = await open({ descriptions: EARTH_ENGINE }, undefined, 'S2_20240506.tif');
    expect(product.sensingTime).toMatch(/^2024-05-06T/);
    expect(product.sun).toBeNull();
    expect(product.warnings.map(({ message }) => message)).toContain(
      'The time, 2024-05-06, is taken from the name of the file.',
    );
  });

  it('takes bands, level, scale and offset from the options', async () => {
    const bands = BAND_IDS.map((band) => (band === 'B01' ? null : band));
    const product = await open(UNNAMED, { bands, level: 'L2A', scale: 1 / 65535, offset: -0.1 });
    expect(product.level).toBe('L2A');
    expect(Object.keys(product.bands)).toHaveLength(11);
    expect(product.quantification).toBeCloseTo(65535, 9);
    expect((1000 + product.offsets.B02!) / product.quantification).toBeCloseTo(1000 / 65535 - 0.1, 12);
  });

  it('takes the scale that the file tells', async () => {
    const product = await open({ descriptions: EARTH_ENGINE, scale: 0.001 });
    expect(product.quantification).toBeCloseTo(1000, 9);
    expect(product.warnings.map(({ code }) => code)).toEqual(['band-missing']);
  });

  it('names other rasters for what they are, with a command that converts them', async () => {
    const path = join(temporary.path, 'fmask.img');
    await writeFile(path, `EHFA_HEADER_TAG\0${'x'.repeat(64)}`);
    const refused = await refusalOf(openProduct(path));
    expect(refused.message).toContain('ERDAS Imagine');
    expect(refused.remedy).toContain('gdal_translate fmask.img out.tif');
  });

  it('asks for what it does not tell', async () => {
    expect((await refusalOf(open(UNNAMED))).remedy).toContain('--bands');
    expect((await refusalOf(open(UNNAMED, { bands: ['B02'] }))).message).toContain(
      '1 bands are given for the 13 planes',
    );
    expect((await refusalOf(open({ descriptions: ['B2', 'B02'] }))).message).toContain('Two planes');
    expect((await refusalOf(open({ descriptions: ['B2', 'B3'] }))).remedy).toContain('--level');
    expect((await refusalOf(open({ descriptions: EARTH_ENGINE, bits: 32, sampleFormat: 3 }))).remedy).toContain(
      '--scale',
    );
    expect((await refusalOf(open({ descriptions: EARTH_ENGINE, bits: 8 }))).remedy).toContain('--scale');
    expect((await refusalOf(open({ descriptions: EARTH_ENGINE }, { scale: 0 }))).message).toContain('not usable');
  });

  it('takes the level from an SCL plane or, saying so, from its name', async () => {
    const product = await open({ descriptions: ['B02', 'B03', 'B04', 'SCL'] });
    expect(product.level).toBe('L2A');
    expect(product.masks.scl[0]).toMatchObject({ index: 3 });
    const named = await open({ descriptions: ['B02', 'B03'] }, undefined, 'S2_L1C_x.tif');
    expect(named.level).toBe('L1C');
    expect(named.warnings[0]?.message).toContain('name of the file');
  });

  it('has a key that follows pixels and reading', async () => {
    const bytes = fakeTiff({ descriptions: EARTH_ENGINE });
    const changed = Buffer.from(bytes);
    changed[bytes.length - 1] = 1;
    const keys = [
      (await open(bytes)).key,
      (await open(bytes)).key,
      (await open(changed)).key,
      (await open(bytes, { scale: 0.001 })).key,
    ];
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  it('is refused where it is damaged, at every length and with any byte of its header changed', async () => {
    const bytes = fakeTiff({ descriptions: EARTH_ENGINE });
    for (const length of [4, 8, 20, 100, 300, 1000, bytes.length - 1]) {
      expect((await refusalOf(open(bytes.subarray(0, length)))).message).toBeTruthy();
    }
    for (let at = 2; at < 220; at += 3) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = 0xff;
      await open(spoilt).catch((error: unknown) => expect(error).toBeInstanceOf(ProductError));
    }
  });
});
