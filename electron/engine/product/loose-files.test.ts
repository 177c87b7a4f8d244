import { describe, expect, it } from 'vitest';
import { fakeTiff } from '../../test/fake-tiff.ts';
import { LOOSE_BANDS, looseJp2s, looseTiffs, warningText } from '../../test/loose-product.ts';
import {
  FAKE_GRANULE_FOLDER,
  fakeFiles,
  fakePlacedJp2,
  productWriter,
  refusalOf,
  temporaryFolder,
} from '../../test/test-product.ts';
import { openProduct } from './open.ts';

const temporary = temporaryFolder('nephoscope-loose-test-');
const productFolder = productWriter(temporary);

const esaName = (band: string) => `T32UNU_20230612T102031_${band}_60m.jp2`;

describe('a folder of band files without any metadata', () => {
  it('asks for the offset, and opens once it is said', async () => {
    const folder = await productFolder(looseJp2s(esaName), 'files');
    const refused = await refusalOf(openProduct(folder));
    expect(refused.message).toMatch(/offset/);
    expect(refused.remedy).toMatch(/--offset -0\.1 .* --offset 0/);

    const product = await openProduct(folder, { stack: { offset: -0.1 } });
    expect(product).toMatchObject({
      id: 'T32UNU_20230612T102031',
      level: 'L2A',
      tile: '32UNU',
      epsg: 32632,
      quantification: 10_000,
      offsets: { B02: -1000, B12: -1000 },
      granules: ['T32UNU_20230612T102031'],
      granule: 'T32UNU_20230612T102031',
      grids: { 60: { epsg: 32632, originX: 600_000, originY: 5_900_040, pixelMetres: 60, width: 30, height: 30 } },
    });
    expect(warningText(product)).toMatch(/grid is taken from the band files/);
    expect(warningText(product)).toMatch(/sun is computed/);
    expect(warningText(product)).not.toMatch(/B02 at 10 m/);
    expect(warningText(product)).toMatch(/B01, B05, B06, B07, B08 and B09 are missing/);
    expect(product.sun?.zenithDegrees).toBeCloseTo(32, 0);
  });

  it('says which file is damaged where that of the granule is', async () => {
    const files = looseJp2s(esaName).set('MTD_TL.xml', Buffer.from('<html></html>'));
    const product = await openProduct(await productFolder(files, 'page'), { stack: { offset: -0.1 } });
    expect(product.warnings[0]).toMatchObject({ file: 'MTD_TL.xml', message: expect.stringMatching(/web page/) });
  });

  it('makes no grid of the size that a damaged header tells', async () => {
    const files = looseJp2s(esaName);
    files.set(esaName('B02'), fakePlacedJp2(0x7fffffff, 600_000, 5_900_040, 60));
    files.set(esaName('B03').replace('jp2', 'tif'), fakeTiff({ descriptions: [null], width: 50_000, height: 2 }));
    files.delete(esaName('B03'));
    const product = await openProduct(await productFolder(files, 'giants'), { stack: { offset: -0.1 } });
    expect(product.grids[60]).toMatchObject({ width: 30, height: 30 });
    expect([product.bands.B02, product.bands.B03]).toEqual([undefined, undefined]);
    expect(warningText(product)).toMatch(/is to have 2147483647 x 2147483647 pixels, and no tile has more than 40000/);
    expect(warningText(product)).toMatch(/is to have 50000 x 2 pixels/);
  });

  it('refuses an offset in DN, saying what to give', async () => {
    const folder = await productFolder(looseJp2s(esaName), 'files');
    const refused = await refusalOf(openProduct(folder, { stack: { offset: -1000 } }));
    expect(refused.remedy).toContain('--offset -0.1');
  });

  it('takes the offset of an old product from its name', async () => {
    const old = 'S2A_MSIL2A_20180612T102031_N0208_R065_T32UNU_20180612T140000.SAFE';
    const product = await openProduct(await productFolder(looseJp2s(esaName), old));
    expect(product).toMatchObject({ baseline: '02.08', offsets: { B02: 0 }, platform: 'Sentinel-2A' });
    await refusalOf(openProduct(await productFolder(looseJp2s(esaName), old.replace('N0208', 'N0510'))));
  });

  it('opens the first of several scenes and says so', async () => {
    const files = new Map([
      ...looseJp2s(esaName),
      ...looseJp2s((band) => esaName(band).replace('20230612', '20230622')),
    ]);
    const folder = await productFolder(files, 'files');
    const stack = { offset: 0 };
    const product = await openProduct(folder, { stack });
    expect(product.granules).toEqual(['T32UNU_20230612T102031', 'T32UNU_20230622T102031']);
    expect(warningText(product)).toContain('2 scenes');
    expect(product.bands.B02).toHaveLength(1);
    const other = await openProduct(folder, { stack, granule: 'T32UNU_20230622T102031' });
    expect(other.bands.B02![0]!.name).toContain('20230622');
    await refusalOf(openProduct(folder, { stack, granule: 'T32UNU_20200101T000000' }));
  });

  it.each<[string, (band: string) => string, object]>([
    ['Planetary Computer', (band) => `T32UNU_20230612T102031_${band}_10m.tif`, { level: 'L2A', tile: '32UNU' }],
    [
      'Earth Search by colour',
      (band) => `${{ B02: 'blue', B03: 'green', B04: 'red', B8A: 'nir08', B11: 'swir16', B12: 'swir22' }[band]}.tif`,
      { level: 'L2A' },
    ],
    ['plain', (band) => `${band}.tif`, { level: 'L2A' }],
  ])('reads the names of %s', async (_, nameOf, expected) => {
    const product = await openProduct(await productFolder(looseTiffs(nameOf), 'S2A_32UNU_20230612_0_L2A'), {
      stack: { offset: 0 },
    });
    expect(product).toMatchObject({
      ...expected,
      tile: '32UNU',
      epsg: 32632,
      sensingTime: expect.stringMatching(/^2023-06-12/),
    });
    expect(Object.keys(product.bands)).toEqual(LOOSE_BANDS);
    expect(product.grids[20]).toMatchObject({ pixelMetres: 20, width: 60 });
    expect(product.grids[60]).toMatchObject({ pixelMetres: 60, width: 20 });
  });

  it('says which file ends in zeros, as one does that never came whole', async () => {
    const files = looseTiffs((band) => `${band}.tif`, { width: 300, height: 300, values: [700] });
    const cut = files.get('B04.tif')!;
    files.set('B04.tif', Buffer.from(cut).fill(0, cut.length / 2));
    const product = await openProduct(await productFolder(files, 'S2A_32UNU_20230612_0_L2A'), { stack: { offset: 0 } });
    const tails = product.warnings.filter(({ message }) => message.includes('are zeros'));
    expect(tails).toEqual([
      { code: 'band-unreadable', message: expect.stringMatching(/^The last 45 % .* of B04\.tif/), file: 'B04.tif' },
    ]);
  });

  it('reads HLS S30 by its specification, and refuses what is of Landsat', async () => {
    const name = (sensor: string) => (band: string) => `HLS.${sensor}.T32UNU.2023163T102031.v2.0.${band}.tif`;
    const options = { sampleFormat: 2, noData: '-9999', pixelMetres: 30 };
    const product = await openProduct(await productFolder(looseTiffs(name('S30'), options), 'hls'));
    expect(product).toMatchObject({ level: 'L2A', tile: '32UNU', quantification: 10_000, offsets: { B02: 0 } });
    expect(product.grids[20]).toMatchObject({ pixelMetres: 30 });
    expect(product.bands.B02![0]!.toDn).toEqual({ scale: 1, offset: 0, noData: -9999 });
    expect(
      (await refusalOf(openProduct(await productFolder(looseTiffs(name('L30'), options), 'hls')))).message,
    ).toMatch(/Landsat/);
    const landsat = looseTiffs((band) => `LC08_L2SP_193024_20230612_20230620_02_T1_SR_${band.replace('B0', 'B')}.TIF`);
    expect((await refusalOf(openProduct(await productFolder(landsat, 'landsat')))).message).toMatch(/Landsat/);
  });

  it.each([
    [
      'in degrees',
      {
        geoKeys: [
          [1024, 2],
          [1025, 1],
          [2048, 4326],
        ],
        pixelMetres: 0.0001,
      },
      /B02\.tif is in geographic/,
    ],
    [
      'in Mercator',
      {
        geoKeys: [
          [1024, 1],
          [1025, 1],
          [3072, 3857],
        ],
      },
      /B02\.tif is in a Mercator/,
    ],
  ] as const)('says how band files are to be laid that are %s', async (_, options, message) => {
    const files = looseTiffs((band) => `S2A_MSIL2A_20170613T101031_${band}.tif`, {
      values: [150, 400, 2500],
      ...options,
    });
    const refusal = await refusalOf(openProduct(await productFolder(files, 'places')));
    expect(refusal.message).toMatch(message);
    expect(refusal.remedy).toMatch(/gdalbuildvrt .*-separate.*gdalwarp -t_srs EPSG:326xx/);
  });

  it('names files that are passed over for others of the same band', async () => {
    const l1c = looseJp2s((band) => `T32UNU_20230612T102031_${band}.jp2`);
    const product = await openProduct(await productFolder(new Map([...l1c, ...looseJp2s(esaName)]), 'both'), {
      stack: { offset: 0 },
    });
    expect(product.level).toBe('L2A');
    expect(product.bands.B02!.map(({ name }) => name)).toEqual([esaName('B02')]);
    expect(warningText(product)).toMatch(/6 files are passed over \(T32UNU_20230612T102031_B02\.jp2/);
  });

  it('takes level and an old baseline from metadata of the granule alone', async () => {
    const files = looseJp2s((band) => `${band}.jp2`);
    const xml = fakeFiles().get(`${FAKE_GRANULE_FOLDER}/MTD_TL.xml`)!;
    const old = Buffer.from(xml).toString().replaceAll('N05.09', 'N02.08').replaceAll('Level-2A', 'Level-1C');
    files.set('metadata.xml', Buffer.from(old));
    for (const band of LOOSE_BANDS) files.set(`${band}.jp2`, fakePlacedJp2(10, 500_000, 5_900_040, 60));
    const product = await openProduct(await productFolder(files, 'tile'));
    expect(product).toMatchObject({ level: 'L1C', baseline: '02.08', tile: '32UNU', offsets: { B02: 0 } });
    expect(product.sun?.zenithDegrees).toBe(32.5);
    files.set('metadata.xml', xml);
    expect((await refusalOf(openProduct(await productFolder(files, 'tile')))).message).toMatch(/offset/);
  });

  it.each<[string, object]>([
    ['raster 1.1', { 'raster:bands': [{ scale: 0.0001, offset: -0.1 }] }],
    ['raster 2.0', { 'raster:scale': 0.0001, 'raster:offset': -0.1 }],
    ['STAC 1.1', { bands: [{ name: 'B02', 'raster:scale': 0.0001, 'raster:offset': -0.1 }] }],
  ])('takes scale and offset from a STAC item (%s)', async (_, asset) => {
    const files = looseJp2s(esaName);
    const item = {
      type: 'Feature',
      stac_version: '1.1.0',
      id: 'x',
      collection: 'sentinel-2-l2a',
      properties: {},
      assets: { B02_60m: asset },
    };
    files.set('item.json', Buffer.from(JSON.stringify(item)));
    expect(await openProduct(await productFolder(files, 'files'))).toMatchObject({ offsets: { B02: -1000 } });
  });

  it('asks for the level where nothing tells it', async () => {
    const folder = await productFolder(
      looseTiffs((band) => `${band}.tif`),
      'bands',
    );
    expect((await refusalOf(openProduct(folder, { stack: { offset: 0 } }))).remedy).toMatch(/--level/);
    expect(await openProduct(folder, { stack: { offset: 0, level: 'L1C' } })).toMatchObject({ level: 'L1C' });
  });
});

describe('a product that lost a part', () => {
  it.each([
    ['without MTD_TL.xml', null, /MTD_TL\.xml\) is not there/],
    ['with an empty one', '', /MTD_TL\.xml is empty/],
    ['with one that breaks off', '<?xml version="1.0"?><n1:Level-2A_Tile_ID><a>', /MTD_TL\.xml is truncated/],
  ])('has the grids of its band files %s', async (_, xml, warning) => {
    const files = fakeFiles();
    if (xml === null) files.delete(`${FAKE_GRANULE_FOLDER}/MTD_TL.xml`);
    else files.set(`${FAKE_GRANULE_FOLDER}/MTD_TL.xml`, Buffer.from(xml));
    for (const [path] of files) {
      const metres = Number(/_B\w\w_(\d\d)m\.jp2$/.exec(path)?.[1]);
      if (metres > 0) files.set(path, fakePlacedJp2(600 / metres, 500_000, 5_900_040, metres));
    }
    const product = await openProduct(await productFolder(files));
    const whole = await openProduct(await productFolder(fakeFiles()));
    expect(product.grids).toEqual(whole.grids);
    expect(product.offsets).toEqual(whole.offsets);
    expect(Object.keys(product.bands)).toEqual(Object.keys(whole.bands));
    expect(product.sun).not.toBeNull();
    expect(warningText(product)).toMatch(warning);
  });
});
