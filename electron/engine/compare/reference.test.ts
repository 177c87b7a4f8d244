import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA, T29UNU } from '../../test/test-data.ts';
import { CompareError } from '../core/errors.ts';
import { openProduct } from '../product/open.ts';
import { createRasterContext } from '../raster/context.ts';
import { compareToReference } from './compare.ts';
import { mappingOf } from './mappings.ts';
import { readPoints } from './point-table.ts';
import { scorePoints } from './points.ts';
import { placeOfGrid, type RasterPlace } from './raster-place.ts';
import { readCloudClassification, readReference, readSceneClassification } from './reference.ts';

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a GeoTIFF of bytes with GDAL. */
function writeTiff(name: string, values: number[], width: number, options: string[]): string {
  const header = `ncols ${width}\nnrows ${values.length / width}\nxllcorner 500000\nyllcorner 5800000\ncellsize 30\n`;
  writeFileSync(join(folder, 'values.asc'), header + values.join(' '));
  const path = join(folder, name);
  execFileSync('gdal_translate', ['-q', '-ot', 'Byte', ...options, join(folder, 'values.asc'), path]);
  return path;
}

describe('readReference', () => {
  it('reads codes and grid of any pixel size from a GeoTIFF', async () => {
    const path = writeTiff('fmask.tif', [0, 1, 2, 3, 4, 255], 3, ['-a_srs', 'EPSG:32629']);
    const reference = await readReference(path, mappingOf('fmask'));
    expect([...reference.codes]).toEqual([1, 1, 2, 1, 4, 5]);
    expect(reference.grid).toEqual({
      epsg: 32629,
      originX: 500000,
      originY: 5800060,
      pixelMetres: 30,
      width: 3,
      height: 2,
    });
  });

  it('takes the no-data value that the file states for missing', async () => {
    const path = writeTiff('binary.tif', [0, 1, 200, 1], 2, ['-a_srs', 'EPSG:32629', '-a_nodata', '200']);
    expect([...(await readReference(path, mappingOf('s2cloudless'))).codes]).toEqual([1, 4, 5, 4]);
  });

  it('reads a file without georeference by its pixels', async () => {
    const options = ['-co', 'PROFILE=BASELINE'];
    const { grid } = await readReference(writeTiff('plain.tif', [1, 2, 3, 4], 2, options), mappingOf('nephoscope'));
    expect(grid).toMatchObject({ epsg: null, width: 2, height: 2 });
  });

  it('refuses other planes, other values, pictures, folders and what is no raster', async () => {
    const path = writeTiff('values.tif', [1, 99], 2, ['-a_srs', 'EPSG:32629']);
    await expect(readReference(path, mappingOf('scl'))).rejects.toThrow('99 (1 pixels)');
    await expect(readReference(path, mappingOf('scl'), { plane: 1 })).rejects.toThrow(CompareError);
    writeFileSync(join(folder, 'text.tif'), 'words');
    await expect(readReference(join(folder, 'text.tif'), 'auto')).rejects.toThrow('no raster of a known format');
    await expect(readReference(folder, 'auto')).rejects.toThrow('is a folder, not a file');
    await expect(readReference('/dev/zero', 'auto')).rejects.toThrow('is a device, not a file');
    const picture = join(folder, 'picture.tif');
    execFileSync('gdal_translate', ['-q', '-b', '1', '-b', '1', '-b', '1', '-co', 'PHOTOMETRIC=RGB', path, picture]);
    await expect(readReference(picture, 'auto')).rejects.toThrow('picture in red, green and blue');
    const lzma = join(folder, 'lzma.tif');
    execFileSync('gdal_translate', ['-q', '-co', 'COMPRESS=LZMA', path, lzma]);
    await expect(readReference(lzma, 'auto')).rejects.toThrow('compressed with LZMA, which is not read');
  });
});

describe('readReference onto the grid of a mask', () => {
  const size = 120;
  const values = Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    return 1 + ((Math.floor(row / 7) + Math.floor(column / 5) + (row * column) ** 2) % 5);
  });
  const base = writeTiff('mask.tif', values, size, ['-a_srs', 'EPSG:32629']);
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
    const options = [
      '-q',
      '-overwrite',
      '-r',
      'near',
      '-et',
      '0',
      '-t_srs',
      'EPSG:32629',
      '-ot',
      'Byte',
      '-of',
      'ENVI',
    ];
    execFileSync('gdalwarp', [...options, ...extent, '-dstnodata', '0', path, join(folder, 'truth.img')]);
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

  it('goes by coordinates where a system is not named, and by pixels only where sizes are the same', async () => {
    const bare = writeTiff('bare.tif', values, size, []);
    const { codes, notes } = await readReference(bare, mappingOf('nephoscope'), { onto });
    expect(codes).toEqual(byGdal(base));
    expect(notes?.join(' ')).toContain('does not name a coordinate system');
    const away = { ...onto, geoTransform: [500600, 30, 0, 6802900, 0, -30], wkt: 'EPSG:32631', epsg: 32631 };
    await expect(readReference(base, 'auto', { onto: away })).rejects.toThrow('do not overlap');
    const far = { ...onto, geoTransform: [700000, 30, 0, 5802900, 0, -30] };
    await expect(readReference(bare, mappingOf('nephoscope'), { onto: far })).rejects.toThrow('do not overlap');

    const plain = join(folder, 'unplaced.tif');
    execFileSync('gdal_translate', [
      '-q',
      '-co',
      'PROFILE=BASELINE',
      '--config',
      'GDAL_PAM_ENABLED',
      'NO',
      base,
      plain,
    ]);
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

  it('takes NaN, -9999, -1 and what a mask band hides for missing', async () => {
    const make = (name: string, type: string, ...numbers: (number | string)[]) => {
      const header = 'ncols 3\nnrows 1\nxllcorner 500000\nyllcorner 5800000\ncellsize 30\n';
      writeFileSync(join(folder, 'values.asc'), header + numbers.join(' '));
      const path = join(folder, name);
      execFileSync('gdal_translate', ['-q', '-ot', type, '-a_srs', 'EPSG:32629', join(folder, 'values.asc'), path]);
      return path;
    };
    const read = async (path: string) => [...(await readReference(path, mappingOf('nephoscope'))).codes];
    expect(await read(make('nan.tif', 'Float32', 4, 'nan', 1))).toEqual([4, 5, 1]);
    expect(await read(make('minus9999.tif', 'Int16', 4, -9999, 1))).toEqual([4, 5, 1]);
    expect(await read(make('minus1.tif', 'Int32', 4, -1, 1))).toEqual([4, 5, 1]);
    const masked = join(folder, 'masked.tif');
    const source = make('mask-source.tif', 'Byte', 4, 3, 0);
    execFileSync('gdal_translate', [
      '-q',
      '-b',
      '1',
      '-mask',
      '1',
      '--config',
      'GDAL_TIFF_INTERNAL_MASK',
      'YES',
      source,
      masked,
    ]);
    expect(await read(masked)).toEqual([4, 3, 5]);
  });
});

describe('the masks that a product brings', () => {
  it('are read on their grids, and the scene classification scores on the points as it is known to', async (context) => {
    if (!haveSharedData()) return context.skip();
    const rasters = createRasterContext({ threads: 1 });
    const product = await openProduct(T29UNU);
    try {
      const scl = await readSceneClassification(product, rasters.open, 60);
      expect(scl.grid).toMatchObject({ epsg: 32629, originX: 499980, originY: 5900040, pixelMetres: 60, width: 1830 });
      const mask = { ...scl.grid, codes: scl.codes };
      const { points } = await readPoints(join(SHARED_DATA, 'points', 't29unu_points.csv'));
      const { points: scores, weighted, weightedStandardError } = scorePoints(mask, points);
      expect(scores.balancedAccuracy).toBeGreaterThan(0.78);
      expect(scores.balancedAccuracy).toBeLessThan(0.82);
      expect(weighted?.overallAccuracy).toBeGreaterThan(0.7);
      expect(weightedStandardError).toBeGreaterThan(0);

      const file = product.masks.scl.find(({ pixelMetres }) => pixelMetres === 60);
      const bare = join(T29UNU, file?.path as string);
      const again = await readReference(bare, mappingOf('scl'), { decoder: rasters.decoder });
      expect(again.grid).toEqual(scl.grid);
      const elsewhere = placeOfGrid({ ...scl.grid, epsg: 32630 });
      await expect(
        readReference(bare, mappingOf('scl'), { decoder: rasters.decoder, onto: elsewhere }),
      ).rejects.toThrow('The mask is in EPSG:32630, the reference in EPSG:32629.');
      const self = compareToReference(mask, scl.grid, again);
      expect(self.report.overallAccuracy).toBe(1);

      const classification = await readCloudClassification(product, rasters.open);
      expect(classification.grid.width).toBe(1830);
      const { report, notes } = compareToReference(mask, scl.grid, classification);
      expect(report.matrix.codes).toEqual([1, 3, 4]);
      expect(report.overallAccuracy).toBeGreaterThan(0.5);
      expect(notes).toHaveLength(1);
    } finally {
      await rasters.close();
      await product.close();
    }
  });
});
