import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cogFaults } from '../../test/cog-check.ts';
import { rasterInfo, readBand, TEST_PROVENANCE, testGrid, withFolder } from '../../test/export-support.ts';
import { exportProbabilities } from './probabilities.ts';

it('writes four planes with their names, scale and an internal mask for what is missing', async () => {
  await withFolder(async (folder) => {
    const grid = testGrid(600, 520);
    const pixels = 600 * 520;
    const planes = new Uint8Array(4 * pixels);
    for (let i = 0; i < pixels; i++) {
      if (i % 600 < 100) continue;
      for (let plane = 0; plane < 4; plane++) planes[plane * pixels + i] = (i * (plane + 1)) % 251;
    }
    planes[150] = 255;
    const path = join(folder, 'p.tif');
    await exportProbabilities({ grid, planes, provenance: TEST_PROVENANCE }, path);
    expect(readdirSync(folder)).toEqual(['p.tif']);
    expect(cogFaults(readFileSync(path))).toEqual([]);
    const info = rasterInfo(path);
    expect(info.bands.map(({ description }) => description)).toEqual([
      'Probability of clear',
      'Probability of cloud shadow',
      'Probability of semi-transparent cloud',
      'Probability of cloud',
    ]);
    for (const [index, band] of info.bands.entries()) {
      expect(band).toMatchObject({ type: 'Byte', mask: { flags: ['PER_DATASET'] } });
      expect(band.scale).toBeCloseTo(1 / 255, 12);
      expect(band.noDataValue).toBeUndefined();
      const plane = planes.subarray(index * pixels, (index + 1) * pixels);
      expect(Buffer.compare(readBand(path, index + 1), plane)).toBe(0);
    }
  });
});

it('refuses planes that do not fit the grid', async () => {
  const wrong = { grid: testGrid(10, 10), planes: new Uint8Array(399), provenance: TEST_PROVENANCE };
  await expect(exportProbabilities(wrong, '/nowhere/p.tif')).rejects.toThrow(
    'The probabilities have 399 values, the grid wants 400 (4 x 10 x 10).',
  );
});
