import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gdalRaster } from '../../test/gdal-raster.ts';
import { mappingOf } from './mappings.ts';
import type { RasterPlace } from './raster-place.ts';
import { readReference } from './reference.ts';

const folder = mkdtempSync(join(tmpdir(), 'reference-onto-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('readReference onto the grid of a mask', () => {
  const size = 120;
  const values = Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    return 1 + ((Math.floor(row / 7) + Math.floor(column / 5) + (row * column) ** 2) % 5);
  });
  const base = gdalRaster(folder, 'mask.tif', { values, width: size }, '-a_srs', 'EPSG:32629');
  const onto: RasterPlace = {
    width: 90,
    height: 70,
    geoTransform: [500600, 30, 0, 5802900, 0, -30],
    wkt: 'EPSG:32629',
    epsg: 32629,
  };

  /** What gdalwarp makes of a file on that grid, 5 outside of it. */
  function byGdal(path: string): Uint8Array {
    const extent = ['-te', '500600', '5800800', '503300', '5802900', '-ts', '90', '70'];
    const format = ['-q', '-overwrite', '-r', 'near', '-et', '0', '-t_srs', 'EPSG:32629', '-ot', 'Byte', '-of', 'ENVI'];
    execFileSync('gdalwarp', [...format, ...extent, '-dstnodata', '0', path, join(folder, 'truth.img')]);
    return new Uint8Array(readFileSync(join(folder, 'truth.img'))).map((value) => (value === 0 ? 5 : value));
  }
  const warped = (name: string, ...options: string[]): string => {
    const path = join(folder, name);
    execFileSync('gdalwarp', ['-q', '-overwrite', '-r', 'near', '-dstnodata', '0', ...options, base, path]);
    return path;
  };

  it.each([
    ['Web Mercator', 'mercator.tif', ['-t_srs', 'EPSG:3857']],
    ['longitude and latitude', 'degrees.tif', ['-t_srs', 'EPSG:4326']],
    ['another UTM zone', 'zone30.tif', ['-t_srs', 'EPSG:32630']],
    ['the southern hemisphere', 'south.tif', ['-t_srs', 'EPSG:32729']],
    ['feet', 'feet.tif', ['-t_srs', '+proj=tmerc +lat_0=53 +lon_0=-9 +datum=WGS84 +units=us-ft']],
    ['a system of its own', 'own.tif', ['-t_srs', '+proj=laea +lat_0=52 +lon_0=-8 +datum=WGS84 +units=m']],
    ['ERDAS .img', 'mask.img', ['-of', 'HFA', '-t_srs', 'EPSG:32629']],
    ['ENVI', 'mask.bsq', ['-of', 'ENVI', '-t_srs', 'EPSG:32630']],
    ['10 m', 'fine.tif', ['-tr', '10', '10']],
    ['a shifted grid', 'shifted.tif', ['-tr', '30', '30', '-te', '500013', '5800017', '503613', '5803617']],
    ['oblong pixels', 'oblong.tif', ['-tr', '20', '15']],
    ['bytes the other way round', 'big.tif', ['-co', 'ENDIANNESS=BIG', '-ot', 'UInt16']],
  ])('equals gdalwarp from %s', async (_name, file, options) => {
    const path = warped(file, ...options);
    const truth = byGdal(path);
    const { codes } = await readReference(path, mappingOf('nephoscope'), { onto });
    expect(new Set(truth)).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(codes).toEqual(truth);
  });

  it('says where it is warped, and where the system has no code', async () => {
    const notes = async (file: string) =>
      (await readReference(join(folder, file), mappingOf('nephoscope'), { onto })).notes?.join(' ');
    expect(await notes('mercator.tif')).toContain('is in EPSG:3857, the mask in EPSG:32629: it is warped');
    expect(await notes('own.tif')).toContain('no EPSG code');
    expect(await notes('fine.tif')).toBe('');
  });

  it('reads a raster that counts its rows from the south', async () => {
    const path = join(folder, 'south-up.vrt');
    execFileSync('gdal_translate', ['-q', '-of', 'VRT', base, path]);
    const flipped = readFileSync(path, 'utf8')
      .replace(/<GeoTransform>.*<.GeoTransform>/, '<GeoTransform>500000,30,0,5800000,0,30</GeoTransform>')
      .replace(/<SrcRect .*\/>/, '<SrcRect xOff="0" yOff="0" xSize="120" ySize="120"/>');
    writeFileSync(path, flipped);
    const { grid, codes } = await readReference(path, mappingOf('nephoscope'));
    expect(grid).toMatchObject({ originX: 500000, originY: 5803600, pixelMetres: 30 });
    expect([...codes.subarray(0, 120)]).toEqual(values.slice(119 * 120));
  });

  it('goes by coordinates where a system is not named', async () => {
    const bare = gdalRaster(folder, 'bare.tif', { values, width: size });
    const { codes, notes } = await readReference(bare, mappingOf('nephoscope'), { onto });
    expect(codes).toEqual(byGdal(base));
    expect(notes?.join(' ')).toContain('does not name a coordinate system');
    const away = { ...onto, geoTransform: [500600, 30, 0, 6802900, 0, -30], wkt: 'EPSG:32631', epsg: 32631 };
    await expect(readReference(base, 'auto', { onto: away })).rejects.toThrow('do not overlap');
    const far = { ...onto, geoTransform: [700000, 30, 0, 5802900, 0, -30] };
    await expect(readReference(bare, mappingOf('nephoscope'), { onto: far })).rejects.toThrow('do not overlap');
  });

  it('goes by pixels where neither has georeference, and only where their sizes are the same', async () => {
    const NO_SIDECAR = ['--config', 'GDAL_PAM_ENABLED', 'NO'];
    const plain = join(folder, 'unplaced.tif');
    execFileSync('gdal_translate', ['-q', '-co', 'PROFILE=BASELINE', ...NO_SIDECAR, base, plain]);
    const unplaced = { ...onto, width: size, height: size, geoTransform: null, wkt: null, epsg: null };
    const over = await readReference(plain, mappingOf('nephoscope'), { onto: unplaced });
    expect([...over.codes]).toEqual(values);
    await expect(
      readReference(plain, mappingOf('nephoscope'), { onto: { ...unplaced, width: 60, height: 60 } }),
    ).rejects.toThrow('neither has georeference');
    await expect(readReference(plain, mappingOf('nephoscope'), { onto })).rejects.toThrow(
      'one of them has no georeference',
    );
    const scaled = { ...unplaced, width: 60, height: 60, geoTransform: [500000, 60, 0, 5803600, 0, -60] };
    const { notes: extent } = await readReference(plain, mappingOf('nephoscope'), { onto: scaled });
    expect(extent?.join(' ')).toContain('as if of the same extent');
  });
});
