import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeTiff, fakeTiff, refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { BAND_IDS } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { openProduct } from './open.ts';
import { bandNamed } from './stack-metadata.ts';
import type { OpenProductOptions } from './types.ts';

const temporary = temporaryFolder('nephoscope-stack-test-');
let count = 0;

async function open(tiff: FakeTiff | Uint8Array, stack?: OpenProductOptions['stack'], name = 'scene.tif') {
  const path = join(temporary.path, `${count++}-${name}`);
  await writeFile(path, tiff instanceof Uint8Array ? tiff : fakeTiff(tiff));
  return openProduct(path, stack ? { stack } : {});
}

async function refusal(...args: Parameters<typeof open>): Promise<ProductError> {
  return refusalOf(open(...args));
}

const EARTH_ENGINE = ['B1', 'B2', 'B3', 'B4', 'B8', 'B8A', 'B10', 'QA60'];
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
    expect(await source.read(0, 2)).toEqual(new Uint8Array([0x49, 0x49]));
    await source.close();
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

  it('turns float and signed values into DN that keep reflectance', async () => {
    for (const [bits, sampleFormat, scale] of [
      [32, 3, 1],
      [16, 2, 1e-4],
    ] as const) {
      const product = await open({ descriptions: EARTH_ENGINE, bits, sampleFormat }, { scale, offset: 0.01 });
      const { toDn } = product.bands.B02![0]!;
      const value = 0.25 / scale;
      const dn = Math.round(value * toDn!.scale + toDn!.offset);
      expect((dn + product.offsets.B02!) / product.quantification).toBeCloseTo(0.26, 4);
    }
  });

  it('tells a no-data value of its own', async () => {
    const product = await open({ descriptions: EARTH_ENGINE, noData: '65535' });
    expect(product.bands.B02![0]!.toDn).toEqual({ scale: 1, offset: 0, noData: 65535 });
    expect((await open({ descriptions: EARTH_ENGINE, noData: '0' })).bands.B02![0]!.toDn).toBeUndefined();
  });

  it('may lack a georeference where the pixel size is given', async () => {
    const tiff = { descriptions: EARTH_ENGINE, pixelMetres: null };
    expect((await refusal(tiff)).remedy).toContain('--pixel-size');
    const product = await open(tiff, { pixelMetres: 10 });
    expect(product).toMatchObject({ epsg: null, grids: { 10: { pixelMetres: 10, originX: 0 } } });
    expect(product.warnings[0]?.message).toContain('no georeference');
  });

  it('may have any pixel size that the user confirms, and files it under the nearest', async () => {
    const tiff = { descriptions: EARTH_ENGINE, pixelMetres: 30 };
    expect((await refusal(tiff)).message).toContain('30 m; 10, 20 or 60 m are expected');
    expect((await refusal(tiff, { pixelMetres: 20 })).message).toContain('30 m, not 20 m');
    expect((await open(tiff, { pixelMetres: 30 })).grids[20]?.pixelMetres).toBe(30);
    expect((await open({ ...tiff, pixelMetres: 10.05 })).grids[10]?.pixelMetres).toBe(10.05);
  });

  it.each([
    [
      'degrees',
      [
        [1024, 2],
        [2048, 4326],
      ],
      /geographic/,
    ],
    [
      'Web Mercator',
      [
        [1024, 1],
        [3072, 3857],
      ],
      /Mercator/,
    ],
    [
      'feet',
      [
        [1024, 1],
        [3072, 32119],
        [3076, 9003],
      ],
      /metres/,
    ],
  ] as [string, [number, number][], RegExp][])(
    'goes without georeference where it counts in %s',
    async (_, geoKeys, message) => {
      const tiff = { descriptions: EARTH_ENGINE, geoKeys };
      expect((await refusal(tiff)).message).toMatch(message);
      expect((await open(tiff, { pixelMetres: 20 })).epsg).toBeNull();
    },
  );

  it('moves by half a pixel where pixels are points', async () => {
    const geoKeys = [
      [1024, 1],
      [1025, 2],
      [3072, 32632],
    ] as const;
    const product = await open({ descriptions: EARTH_ENGINE, geoKeys });
    expect(product.grids[20]).toMatchObject({ originX: 599_990, originY: 5_900_050 });
  });

  it('asks for what it does not tell', async () => {
    expect((await refusal(UNNAMED)).remedy).toContain('--bands');
    expect((await refusal(UNNAMED, { bands: ['B02'] })).message).toContain('1 bands are given for the 13 planes');
    expect((await refusal({ descriptions: ['B2', 'B02'] })).message).toContain('Two planes');
    expect((await refusal({ descriptions: ['B2', 'B3'] })).remedy).toContain('--level');
    expect((await refusal({ descriptions: EARTH_ENGINE, bits: 32, sampleFormat: 3 })).remedy).toContain('--scale');
    expect((await refusal({ descriptions: EARTH_ENGINE, bits: 8 })).remedy).toContain('--scale');
    expect((await refusal({ descriptions: EARTH_ENGINE }, { scale: 0 })).message).toContain('not usable');
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
      expect((await refusal(bytes.subarray(0, length))).message).toBeTruthy();
    }
    for (let at = 2; at < 220; at += 3) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = 0xff;
      await open(spoilt).catch((error: unknown) => expect(error).toBeInstanceOf(ProductError));
    }
  });
});

describe('names of bands', () => {
  it.each([
    ['B2', 'B02'],
    ['B02', 'B02'],
    ['b8a', 'B8A'],
    ['B08A', 'B8A'],
    ['B1A', null],
    ['B8', 'B08'],
    ['B12', 'B12'],
    ['B10, central wavelength 1375 nm', 'B10'],
    ['20230612T102031_T32UNU_B11', 'B11'],
    ['QA60', null],
    ['B13', null],
    ['NDVI', null],
    [null, null],
  ])('%s is %s', (description, band) => {
    expect(bandNamed(description)).toBe(band);
  });
});
