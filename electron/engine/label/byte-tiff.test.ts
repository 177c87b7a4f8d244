import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeByteTiff } from './byte-tiff.ts';
import { readByteTiff } from './rasters.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-tiff-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const grid = { epsg: 32635, originX: 300_000, originY: 5_100_040, pixelMetres: 20, width: 37, height: 11 };
const values = Uint8Array.from({ length: 37 * 11 }, (_, i) => (i * 7) % 6);

it.each([32635, null])('writes what GDAL and this program read again, with EPSG %s', async (epsg) => {
  const path = join(folder, 'a.tif');
  await writeFile(path, encodeByteTiff(values, { ...grid, epsg }));
  expect(await readByteTiff(path, grid)).toEqual(values);
  const info = JSON.parse(execFileSync('gdalinfo', ['-json', '-checksum', path], { encoding: 'utf8' }));
  expect(info.geoTransform).toEqual([300_000, 20, 0, 5_100_040, 0, -20]);
  expect(info.size).toEqual([37, 11]);
  expect(info.bands[0].type).toBe('Byte');
  expect(info.coordinateSystem?.wkt ?? '').toContain(epsg === null ? '' : '32635');
  if (epsg === null) expect(info.coordinateSystem?.wkt ?? '').toBe('');
});

it('refuses a raster of another size', async () => {
  const path = join(folder, 'b.tif');
  await writeFile(path, encodeByteTiff(values, grid));
  await expect(readByteTiff(path, { width: 36, height: 11 })).rejects.toThrow('37 x 11 pixels; its chip has 36 x 11');
});
