import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA, T29UNU } from '../../test/test-data.ts';
import { openProduct } from '../product/open.ts';
import { createRasterContext } from '../raster/context.ts';
import { compareToReference } from './compare.ts';
import { mappingOf } from './mappings.ts';
import { readPoints } from './point-table.ts';
import { scorePoints } from './points.ts';
import { placeOfGrid } from './raster-place.ts';
import { readCloudClassification, readReference, readSceneClassification } from './reference.ts';

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
