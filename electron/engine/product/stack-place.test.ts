import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeTiff } from '../../test/fake-tiff.ts';
import { refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { EARTH_ENGINE, EARTH_ENGINE_BANDS, stackOpener } from '../../test/test-stack.ts';
import { openFile } from './byte-source.ts';
import { openProduct } from './open.ts';
import { openTiffRaster } from './tiff-raster.ts';

const temporary = temporaryFolder('nephoscope-stack-place-');
const open = stackOpener(temporary);

describe('where a stack lies', () => {
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
    expect((await refusalOf(open(tiff))).remedy).toContain('--pixel-size');
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
    expect((await refusalOf(open(of(100)))).message).toContain('100 m; 10 to 60 m are expected');
    expect((await refusalOf(open(of(5), { pixelMetres: 10 }))).remedy).toContain('gdalwarp -tr 10 10');
    expect((await open(of(5), { pixelMetres: 5 })).grids[10]?.pixelMetres).toBe(5);
  });

  it.each([
    [243, 'EPSG:32611'],
    [-117, 'EPSG:32611'],
    [183, 'EPSG:32601'],
    [-180, 'EPSG:32601'],
    [179.9, 'EPSG:32660'],
  ])('lies in its zone where longitudes are counted beyond 180: %s', async (longitude, zone) => {
    const [plain, degrees] = [join(temporary.path, `${longitude}.tif`), join(temporary.path, `${longitude}-L1C.tif`)];
    await writeFile(plain, fakeTiff({ descriptions: EARTH_ENGINE }));
    const place = [longitude, 50, longitude + 0.006, 49.996].map(String);
    execFileSync('gdal_translate', ['-q', '-a_srs', 'EPSG:4326', '-a_ullr', ...place, plain, degrees]);
    const product = await openProduct(degrees, { stack: { bands: EARTH_ENGINE_BANDS } });
    expect(product.warnings[0]?.message).toContain(zone);
    const grid = Object.values(product.grids)[0]!;
    expect(Math.abs(grid.originX - 500_000)).toBeLessThan(250_000);
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
});
