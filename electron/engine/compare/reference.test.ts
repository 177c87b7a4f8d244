import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA, T29UNU } from '../../test/test-data.ts';
import { CompareError, NephoscopeError } from '../core/errors.ts';
import { openProduct } from '../product/open.ts';
import { createRasterContext } from '../raster/context.ts';
import { compareToReference } from './compare.ts';
import { mappingOf } from './mappings.ts';
import { readPoints, scorePoints } from './points.ts';
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

  it('refuses degrees, other planes, other values and what is no TIFF', async () => {
    const degrees = writeTiff('degrees.tif', [1, 2], 2, ['-a_srs', 'EPSG:4326', '-a_ullr', '7', '53', '8', '52']);
    await expect(readReference(degrees, mappingOf('nephoscope'))).rejects.toThrow('geographic coordinates');
    const path = writeTiff('values.tif', [1, 99], 2, ['-a_srs', 'EPSG:32629']);
    await expect(readReference(path, mappingOf('scl'))).rejects.toThrow('99 (1 pixels)');
    await expect(readReference(path, mappingOf('scl'), { plane: 1 })).rejects.toThrow(CompareError);
    await expect(readReference(join(folder, 'values.asc'), mappingOf('scl'))).rejects.toThrow(NephoscopeError);
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
      const points = await readPoints(join(SHARED_DATA, 'points', 't29unu_points.csv'));
      const { points: scores, weighted, weightedStandardError } = scorePoints(mask, points);
      expect(scores.balancedAccuracy).toBeGreaterThan(0.78);
      expect(scores.balancedAccuracy).toBeLessThan(0.82);
      expect(weighted?.overallAccuracy).toBeGreaterThan(0.7);
      expect(weightedStandardError).toBeGreaterThan(0);

      const file = product.masks.scl.find(({ pixelMetres }) => pixelMetres === 60);
      const bare = join(T29UNU, file?.path as string);
      const again = await readReference(bare, mappingOf('scl'), { decoder: rasters.decoder });
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
