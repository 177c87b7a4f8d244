import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeTiff, fakeTiff, refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { BAND_IDS } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';
import { openProduct } from './open.ts';
import { bandNamed } from './stack-bands.ts';
import { openTiffRaster } from './tiff-raster.ts';
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
const EARTH_ENGINE_BANDS = EARTH_ENGINE.map((name) => bandNamed(name));
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
    const source = await openFile(product.path);
    const raster = await openTiffRaster(source, 'it');
    expect(raster.about.map(({ noData }) => noData)).toEqual(EARTH_ENGINE.map(() => 65535));
    await source.close();
    expect((await open({ descriptions: EARTH_ENGINE, noData: '0' })).bands.B02![0]!.toDn).toBeUndefined();
  });

  it.each([
    [25832, 'ETRS89'],
    [26910, 'NAD83'],
    [28355, 'GDA94'],
  ])('lies on the map where its UTM zone (EPSG:%s) is on %s', async (epsg) => {
    const geoKeys = [
      [1024, 1],
      [1025, 1],
      [3072, epsg],
    ] as const;
    const product = await open({ descriptions: EARTH_ENGINE, geoKeys });
    expect(product.epsg).toBe(epsg);
    expect(product.footprint).toHaveLength(5);
    const isSouth = epsg === 28355;
    expect(product.warnings.some(({ code }) => code === 'region')).toBe(isSouth);
  });

  it('says what is not to be had of it in a system that is no UTM zone', async () => {
    const geoKeys = [
      [1024, 1],
      [1025, 1],
      [3072, 2193],
    ] as const;
    const product = await open({ descriptions: EARTH_ENGINE, geoKeys });
    expect(product).toMatchObject({ epsg: 2193, footprint: null });
    expect(product.warnings.map(({ message }) => message).join()).toContain('EPSG:2193, no UTM zone');
  });

  it('may lack a georeference where the pixel size is given', async () => {
    const tiff = { descriptions: EARTH_ENGINE, pixelMetres: null };
    expect((await refusal(tiff)).remedy).toContain('--pixel-size');
    const product = await open(tiff, { pixelMetres: 10 });
    expect(product).toMatchObject({ epsg: null, grids: { 10: { pixelMetres: 10, originX: 0 } } });
    expect(product.warnings[0]?.message).toContain('no georeference');
  });

  it('may have any pixel size that a network is made for, and files it under the nearest', async () => {
    const of = (pixelMetres: number) => ({ descriptions: EARTH_ENGINE, pixelMetres });
    for (const [metres, filed] of [
      [10.000000001, 10],
      [9.98, 10],
      [15, 20],
      [19.95, 20],
      [30, 20],
      [60.02, 60],
    ] as const) {
      const product = await open(of(metres));
      expect(product.grids).toEqual({ [filed]: expect.objectContaining({ pixelMetres: metres }) });
    }
    expect((await open(of(30))).warnings[0]?.message).toContain('are 30 m: the mask is made on them');
    expect((await open(of(10), { pixelMetres: 20 })).warnings[0]?.message).toMatch(
      /20 m is given, but .* 10 m is used/,
    );
    expect((await refusal(of(100))).message).toContain('100 m; 10 to 60 m are expected');
    expect((await refusal(of(5), { pixelMetres: 10 })).remedy).toContain('gdalwarp -tr 10 10');
    expect((await open(of(5), { pixelMetres: 5 })).grids[10]?.pixelMetres).toBe(5);
  });

  it.each([
    ['degrees', 4326, ['600000', '5900040'], /degrees.* grid of 20 m in EPSG:32632/],
    ['Web Mercator', 3857, ['600000', '5900040'], /Mercator.* grid of 20 m in EPSG:32632/],
    ['feet', 2264, ['600000', '4000000'], /does not count in metres.* grid of 20 m in EPSG:326/],
  ] as const)('is laid on a UTM grid, saying so, where it counts in %s', async (_, epsg, [x, y], message) => {
    const [utm, foreign] = [join(temporary.path, `${epsg}-utm.tif`), join(temporary.path, `${epsg}-L1C.tif`)];
    await writeFile(utm, fakeTiff({ descriptions: EARTH_ENGINE }));
    const place = ['-a_ullr', x, y, String(Number(x) + 600), String(Number(y) - 600)];
    const zone = epsg === 2264 ? 'EPSG:32617' : 'EPSG:32632';
    execFileSync('gdal_translate', [
      '-q',
      '-a_srs',
      zone,
      ...place,
      '-scale',
      '0',
      '1',
      '3000',
      '3001',
      utm,
      `${utm}.tif`,
    ]);
    execFileSync('gdalwarp', ['-q', '-t_srs', `EPSG:${epsg}`, `${utm}.tif`, foreign]);
    const product = await openProduct(foreign, { stack: { bands: EARTH_ENGINE_BANDS } });
    expect(product.warnings[0]?.message).toMatch(message);
    const grid = product.grids[20]!;
    expect(Math.abs(grid.originX - Number(x))).toBeLessThan(50);
    expect(Math.abs(grid.originY - Number(y))).toBeLessThan(50);
    const { warp } = product.bands.B02![0]!;
    const source = await openFile(foreign);
    const raster = await openTiffRaster(source, 'it', warp);
    const middle = { column: 10, row: 10, width: 4, height: 4 };
    expect(new Set(await raster.read(1, middle))).toEqual(new Set([3000]));
    const corners = await Promise.all(
      [0, raster.width - 1].flatMap((column) =>
        [0, raster.height - 1].map((row) => raster.readMask(1, { column, row, width: 1, height: 1 })),
      ),
    );
    expect(corners.map((corner) => corner!.length)).toEqual([1, 1, 1, 1]);
    await source.close();
  });

  it('moves by half a pixel where pixels are points', async () => {
    const geoKeys = [
      [1024, 1],
      [1025, 2],
      [3072, 32632],
    ] as const;
    const product = await open({ descriptions: EARTH_ENGINE, geoKeys });
    expect(product.grids[20]).toMatchObject({ originX: 599_990, originY: 5_900_050 });
  });

  /** A stack of two bands of floating-point numbers, by pixel: land with cloud, `change`d. */
  function floats(change: (reflectance: number, at: number) => number, options: Partial<FakeTiff> = {}): Buffer {
    const [width, height] = [30, 30];
    const tiff = fakeTiff({ descriptions: ['B02', 'B8A'], bits: 32, sampleFormat: 3, width, height, ...options });
    const values = Float32Array.from({ length: 2 * width * height }, (_, at) =>
      change(at % 3 === 0 ? 0.3 + (at % 50) / 80 : 0.02 + (at % 40) / 400, at),
    );
    return Buffer.concat([tiff.subarray(0, tiff.length - values.byteLength), new Uint8Array(values.buffer)]);
  }
  const L2A = { level: 'L2A', scale: 1 } as const;

  it.each([-9999, -0.9999, 1e20])('takes %s that it does not state for missing, and says so', async (code) => {
    const product = await open(
      floats((value, at) => (at % 4 === 0 ? code : value)),
      L2A,
    );
    expect(product.warnings[0]?.message).toMatch(/25\.0 % of the values .* which no reflectance can be/);
    const { lowest, highest } = product.bands.B02![0]!.toDn!;
    expect(Math.fround(code) < lowest! || Math.fround(code) > highest!).toBe(true);
  });

  it('has reflectances of 0 where it states another no-data value, and none otherwise', async () => {
    const toDnOf = async (noData?: string) =>
      (
        await open(
          floats((value) => value, noData === undefined ? {} : { noData }),
          L2A,
        )
      ).bands.B02![0]!.toDn;
    expect((await toDnOf())?.zeroIsValid).toBeUndefined();
    expect((await toDnOf('0'))?.zeroIsValid).toBeUndefined();
    for (const noData of ['-9999', 'nan', '-inf']) expect((await toDnOf(noData))?.zeroIsValid).toBe(true);
  });

  it('is refused with a reading that fits where its reflectances cannot be', async () => {
    const refused = await refusal(
      floats((value) => value * 10_000),
      { ...L2A, offset: -1000 },
    );
    expect(refused.message).toMatch(/% of the reflectances lie (above 2|below -0\.2) with scale 1 and offset -1000/);
    expect(refused.remedy).toContain('--scale 0.0001 --offset -0.1 gives plausible ones');
  });

  it('gives a warning where its reflectances are unlikely, or are read otherwise than it tells', async () => {
    const dark = await open(
      floats((value) => value),
      { ...L2A, scale: 1e-4 },
    );
    expect(dark.warnings[0]?.message).toMatch(/as dark as night.*scale 0\.0001|scale 0\.0001.*as dark as night/);
    const overruled = await open(
      floats((value) => value, { scale: 0.5 }),
      L2A,
    );
    expect(overruled.warnings[0]?.message).toContain('tells scale 0.5; 1 is used, as given');
  });

  it('names other rasters for what they are, with a command that converts them', async () => {
    const path = join(temporary.path, 'fmask.img');
    await writeFile(path, `EHFA_HEADER_TAG\0${'x'.repeat(64)}`);
    const refused = await refusalOf(openProduct(path));
    expect(refused.message).toContain('ERDAS Imagine');
    expect(refused.remedy).toContain('gdal_translate fmask.img out.tif');
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
