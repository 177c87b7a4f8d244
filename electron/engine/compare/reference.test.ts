import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gdalRaster } from '../../test/gdal-raster.ts';
import { CompareError } from '../core/errors.ts';
import { mappingOf } from './mappings.ts';
import { readReference } from './reference.ts';

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('readReference', () => {
  it('reads codes and grid of any pixel size from a GeoTIFF', async () => {
    const path = gdalRaster(folder, 'fmask.tif', { values: [0, 1, 2, 3, 4, 255], width: 3 }, '-a_srs', 'EPSG:32629');
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
    const path = gdalRaster(
      folder,
      'binary.tif',
      { values: [0, 1, 200, 1], width: 2 },
      '-a_srs',
      'EPSG:32629',
      '-a_nodata',
      '200',
    );
    expect([...(await readReference(path, mappingOf('s2cloudless'))).codes]).toEqual([1, 4, 5, 4]);
  });

  it('reads a file without georeference by its pixels', async () => {
    const path = gdalRaster(folder, 'plain.tif', { values: [1, 2, 3, 4], width: 2 }, '-co', 'PROFILE=BASELINE');
    const { grid } = await readReference(path, mappingOf('nephoscope'));
    expect(grid).toMatchObject({ epsg: null, width: 2, height: 2 });
  });

  it('refuses other planes, other values, pictures, folders and what is no raster', async () => {
    const path = gdalRaster(folder, 'values.tif', { values: [1, 99], width: 2 }, '-a_srs', 'EPSG:32629');
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

  it('takes NaN, -9999, -1 and what a mask band hides for missing', async () => {
    const make = (name: string, type: string, ...values: (number | string)[]) =>
      gdalRaster(folder, name, { values, width: 3, type }, '-a_srs', 'EPSG:32629');
    const read = async (path: string) => [...(await readReference(path, mappingOf('nephoscope'))).codes];
    expect(await read(make('nan.tif', 'Float32', 4, 'nan', 1))).toEqual([4, 5, 1]);
    expect(await read(make('minus9999.tif', 'Int16', 4, -9999, 1))).toEqual([4, 5, 1]);
    expect(await read(make('minus1.tif', 'Int32', 4, -1, 1))).toEqual([4, 5, 1]);
    const INTERNAL_MASK = ['--config', 'GDAL_TIFF_INTERNAL_MASK', 'YES'];
    const masked = join(folder, 'masked.tif');
    const source = make('mask-source.tif', 'Byte', 4, 3, 0);
    execFileSync('gdal_translate', ['-q', '-b', '1', '-mask', '1', ...INTERNAL_MASK, source, masked]);
    expect(await read(masked)).toEqual([4, 3, 5]);
  });
});
